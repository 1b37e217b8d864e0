import { FiguresSkeleton } from "../../components/skeleton.tsx";

export default function AnalyticsLoading() {
  return <FiguresSkeleton />;
}
