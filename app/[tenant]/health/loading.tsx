import { ListSkeleton } from "../../components/skeleton.tsx";

export default function HealthLoading() {
  return <ListSkeleton rows={8} rowClass="h-9" />;
}
