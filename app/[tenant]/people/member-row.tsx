"use client";
import { useTranslations } from "next-intl";
import type { MemberView } from "#lib/people/members.ts";
import { State } from "../../components/state.tsx";
import { Cell, Row, RowLink } from "../../components/table.tsx";
import { RelativeTime } from "../../components/time.tsx";

interface Props {
  member: MemberView;
  isMe: boolean;
  onOpen: () => void;
}

export function MemberRow({ member, isMe, onOpen }: Props) {
  const t = useTranslations("people");
  return (
    <Row className="max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:items-center max-md:py-2.5">
      <Cell className="max-md:h-auto max-md:py-0.5 md:w-2/5">
        <RowLink
          href={`#member=${member.id}`}
          onClick={(event) => {
            event.preventDefault();
            onOpen();
          }}
          className="block truncate"
        >
          {member.name} {isMe ? <span className="text-muted-foreground">{t("you")}</span> : null}
        </RowLink>
        <span className="block truncate text-13 text-muted-foreground">{member.email}</span>
      </Cell>
      <Cell className="text-13 max-md:h-auto max-md:py-0.5 max-md:pr-0 max-md:text-right">
        {t(`role.${member.role}`)}
      </Cell>
      <Cell className="max-md:h-auto max-md:px-0 max-md:py-0.5">
        <State kind={member.secondFactor ? "works" : "off"}>
          {/* The column has a heading; a phone has none. */}
          <span className="md:hidden">{t("head.factor")}: </span>
          {t(member.secondFactor ? "factor.on" : "factor.off")}
        </State>
      </Cell>
      <Cell className="text-right text-13 text-muted-foreground max-md:h-auto max-md:py-0.5">
        {member.seenAt ? <RelativeTime date={member.seenAt} /> : t("neverSeen")}
      </Cell>
    </Row>
  );
}
