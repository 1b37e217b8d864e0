/** The tags of a person, as small chips. */
export const TagList = ({ tags }: { tags: readonly string[] }) =>
  tags.map((tag) => (
    <span key={tag} className="max-w-40 truncate rounded-sm bg-muted px-1.5 py-0.5 text-12">
      {tag}
    </span>
  ));
