import { ListSkeleton } from "../../../components/skeleton.tsx";

export default function Loading() {
  return <ListSkeleton />;
}
