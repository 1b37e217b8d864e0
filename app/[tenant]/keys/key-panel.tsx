"use client";
// One key in full: what Google said, what we do about it, what one can do; and what can be changed.
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import type { Forecast } from "#lib/chain-state/forecasts.ts";
import type { KeyView } from "#lib/keys/list.ts";
import type { ProjectChoice, ProjectView } from "#lib/keys/projects.ts";
import { Button } from "../../components/button.tsx";
import { useClassWords } from "../../components/class-words.ts";
import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { Sheet } from "../../components/sheet.tsx";
import { Switch } from "../../components/switch.tsx";
import { Countdown, RelativeTime } from "../../components/time.tsx";
import { KeyQuotas } from "./key-quotas.tsx";
import { ComesBack, KeyState } from "./key-state.tsx";
import { ProjectPicker } from "./project-picker.tsx";

interface KeyEdits {
  label: string;
  project: ProjectChoice;
  lastResort: boolean;
}

interface Props {
  /** null: closed. */
  view: KeyView | null;
  projects: readonly ProjectView[];
  /** Of all projects. */
  quotas: readonly Forecast[];
  onClose: () => void;
  /** null for those who may only look. */
  actions: { test(): void; replace(): void; save(edits: KeyEdits): Promise<string | null> } | null;
}

export function KeyPanel({ view, projects, quotas, onClose, actions }: Props) {
  return (
    <Sheet
      open={view !== null}
      onOpenChange={(open) => !open && onClose()}
      title={view ? `${view.label} …${view.last4}` : ""}
    >
      {view ? (
        <div className="grid gap-6">
          <Condition view={view} actions={actions} />
          <KeyQuotas
            quotas={quotas.filter(({ project }) => project === (view.project?.id ?? `key:${view.id}`))}
          />
          <Facts view={view} />
          {actions ? <EditForm key={view.id} view={view} projects={projects} save={actions.save} /> : null}
        </div>
      ) : null}
    </Sheet>
  );
}

function Condition({ view, actions }: Pick<Props, "actions"> & { view: KeyView }) {
  const t = useTranslations("keys");
  const words = useClassWords();
  const { state } = view;
  const kind = "class" in state ? state.class : null;
  const about = { label: view.label, last4: view.last4, model: "model" in state ? state.model : null };
  return (
    <section className="grid gap-3">
      <div className="flex items-center gap-3">
        <KeyState view={view} />
        <span className="text-13 text-muted-foreground">
          <ComesBack state={state} />
        </span>
      </div>
      {kind ? (
        <>
          <p className="text-14">{words.headline(kind, about)}</p>
          {"reason" in state && state.reason ? <Said title={t("panel.what")}>{state.reason}</Said> : null}
          <Said title={t("panel.doing")}>{words.doing(kind)}</Said>
          <Said title={t("panel.remedy")}>{words.remedy(kind)}</Said>
        </>
      ) : (
        <p className="text-14">
          {t(state.kind === "works" ? "panel.works" : state.kind === "off" ? "panel.off" : "panel.unchecked")}
        </p>
      )}
      {state.kind === "works" && state.resting.length > 0 ? (
        <Said title={t("panel.resting")}>
          <ul className="grid gap-1.5">
            {state.resting.map(({ model, class: why, until }) => (
              <li key={model} className="flex flex-wrap items-baseline gap-x-2">
                <span className="font-mono text-12">{model}</span>
                <span className="text-muted-foreground">{words.name(why)}</span>
                {until ? <Countdown until={until} /> : null}
              </li>
            ))}
          </ul>
        </Said>
      ) : null}
      {actions ? (
        <div className="flex gap-2">
          <Button variant="secondary" size="sm" onClick={actions.test}>
            {t("test")}
          </Button>
          <Button
            variant={state.kind === "broken" ? "primary" : "secondary"}
            size="sm"
            onClick={actions.replace}
          >
            {t("replace")}
          </Button>
        </div>
      ) : null}
    </section>
  );
}

function Said({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h3 className="text-12 text-muted-foreground">{title}</h3>
      <div className="break-words text-13">{children}</div>
    </div>
  );
}

function Facts({ view }: { view: KeyView }) {
  const t = useTranslations("keys.panel");
  const keys = useTranslations("keys");
  const facts: [string, ReactNode][] = [
    [t("models"), t("modelsCount", { count: view.models })],
    [keys("head.use"), keys("used", { count: view.answers })],
    [t("lastOk"), view.lastOk ? <RelativeTime key="ok" date={view.lastOk} /> : t("never")],
    [t("checked"), view.checkedAt ? <RelativeTime key="checked" date={view.checkedAt} /> : t("never")],
  ];
  return (
    <section>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5 text-13">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted-foreground">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 text-12 text-muted-foreground">{t("secret")}</p>
    </section>
  );
}

function EditForm(props: {
  view: KeyView;
  projects: readonly ProjectView[];
  save: (edits: KeyEdits) => Promise<string | null>;
}) {
  const { view, projects, save } = props;
  const t = useTranslations("keys.panel");
  const [label, setLabel] = useState(view.label);
  const [project, setProject] = useState<ProjectChoice>(view.project && { id: view.project.id });
  const [lastResort, setLastResort] = useState(view.lastResort);
  const [error, setError] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  return (
    <form
      className="border-t pt-6"
      onSubmit={async (event) => {
        event.preventDefault();
        setPending(true);
        setError(await save({ label, project, lastResort }));
        setPending(false);
      }}
    >
      <Field label={t("label")} error={error}>
        <Input value={label} required maxLength={80} onChange={(event) => setLabel(event.target.value)} />
      </Field>
      <Field label={t("project")}>
        <ProjectPicker projects={projects} value={project} onChange={setProject} />
      </Field>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the switch is the control */}
      <label className="mb-4 flex items-start justify-between gap-4">
        <span>
          <span className="block text-13 font-medium">{t("lastResort")}</span>
          <span className="block text-12 text-muted-foreground">{t("lastResortHelp")}</span>
        </span>
        <Switch checked={lastResort} onCheckedChange={setLastResort} aria-label={t("lastResort")} />
      </label>
      <div className="flex justify-end">
        <Button type="submit" pending={pending}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}
