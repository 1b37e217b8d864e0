import { ListSkeleton } from "../../components/skeleton.tsx";

export default function Loading() {
  return <ListSkeleton rows={8} rowClass="h-9" />;
}
