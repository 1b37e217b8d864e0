"use client";
import { startRegistration } from "@simplewebauthn/browser";
import { Fingerprint, LifeBuoy, type LucideIcon, Smartphone } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import type { OwnAccount } from "#lib/people/account.ts";
// The second factors of the person: an authenticator app, passkeys, recovery codes.
import { deviceName } from "#lib/people/device-name.ts";
import type { TotpOffer } from "#lib/people/totp.ts";
import { Button } from "../components/button.tsx";
import { State } from "../components/state.tsx";
import { RelativeTime } from "../components/time.tsx";
import { toast } from "../saving/toast.ts";
import {
  addPasskey,
  offerPasskey,
  offerTotp,
  removePasskey,
  removeTotp,
  renewRecoveryCodes,
} from "./actions.ts";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { RemoveFactor } from "./remove-factor.tsx";
import { TotpDialog } from "./totp-dialog.tsx";
import { useProof } from "./use-proof.tsx";

export function FactorList({ account }: { account: OwnAccount }) {
  const t = useTranslations("account");
  const { proved, dialog } = useProof(account.hasPassword && !account.totp ? "password" : "code");
  const [offer, setOffer] = useState<TotpOffer | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [removing, setRemoving] = useState<{
    name: string;
    remove: () => ReturnType<typeof removeTotp>;
  } | null>(null);

  async function setUpTotp(): Promise<void> {
    const offered = await proved({ request: () => offerTotp({}), refresh: false });
    if (offered.ok) setOffer(offered.value);
  }

  async function setUpPasskey(): Promise<void> {
    const offered = await proved({ request: () => offerPasskey({}), refresh: false });
    if (!offered.ok) return;
    try {
      const response = await startRegistration({ optionsJSON: offered.value });
      const name = deviceName(navigator.userAgent) || t("passkey.name");
      const added = await proved({
        request: () => addPasskey({ name, response }),
        done: () => t("passkey.added"),
      });
      if (added.ok) setCodes(added.value);
    } catch {
      // Closed by the person, or the device has none.
      toast.error(t("passkey.notAdded"));
    }
  }

  async function renewCodes(): Promise<void> {
    const renewed = await proved({ request: () => renewRecoveryCodes({}) });
    if (renewed.ok) setCodes(renewed.value);
  }

  const usesFactors = account.totp || account.passkeys.length > 0;
  return (
    <>
      <ul className="divide-y">
        <Factor
          Icon={Smartphone}
          name={t("totp.name")}
          note={account.totp ? <State kind="works">{t("factors.on")}</State> : t("totp.note")}
        >
          {account.totp ? (
            <Button
              variant="secondary"
              size="sm"
              aria-label={t("factors.removeOf", { name: t("totp.name") })}
              onClick={() => setRemoving({ name: t("totp.name"), remove: () => removeTotp({}) })}
            >
              {t("factors.remove")}
            </Button>
          ) : (
            <Button variant="secondary" size="sm" onClick={() => void setUpTotp()}>
              {t("totp.add")}
            </Button>
          )}
        </Factor>
        {account.passkeys.map(({ id, name, createdAt, usedAt }) => (
          <Factor
            key={id}
            Icon={Fingerprint}
            name={t("passkey.of", { name })}
            note={
              <>
                {t(usedAt ? "passkey.used" : "passkey.made")} <RelativeTime date={usedAt ?? createdAt} />
              </>
            }
          >
            <Button
              variant="secondary"
              size="sm"
              aria-label={t("factors.removeOf", { name: t("passkey.of", { name }) })}
              onClick={() =>
                setRemoving({ name: t("passkey.of", { name }), remove: () => removePasskey({ id }) })
              }
            >
              {t("factors.remove")}
            </Button>
          </Factor>
        ))}
        <Factor Icon={Fingerprint} name={t("passkey.name")} note={t("passkey.note")}>
          <Button variant="secondary" size="sm" onClick={() => void setUpPasskey()}>
            {t("passkey.add")}
          </Button>
        </Factor>
        {usesFactors ? (
          <Factor
            Icon={LifeBuoy}
            name={t("recovery.name")}
            note={t("recovery.left", { count: account.recoveryCodes })}
          >
            <Button variant="secondary" size="sm" onClick={() => void renewCodes()}>
              {t("recovery.renew")}
            </Button>
          </Factor>
        ) : null}
      </ul>
      {offer ? (
        <TotpDialog
          offer={offer}
          onClose={() => setOffer(null)}
          onDone={(made) => {
            setOffer(null);
            setCodes(made);
          }}
        />
      ) : null}
      {codes ? <RecoveryCodes codes={codes} onClose={() => setCodes(null)} /> : null}
      <RemoveFactor
        name={removing?.name ?? null}
        onClose={() => setRemoving(null)}
        onRemove={async () => {
          const { remove } = removing ?? {};
          setRemoving(null);
          if (remove) await proved({ request: remove, done: () => t("factors.removed") });
        }}
      />
      {dialog}
    </>
  );
}

function Factor(props: { Icon: LucideIcon; name: string; note: ReactNode; children: ReactNode }) {
  const { Icon, name, note, children } = props;
  return (
    <li className="flex min-h-14 items-center gap-3 py-2">
      <Icon aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      <div className="min-w-0 flex-1">
        <span className="block truncate font-medium text-13">{name}</span>
        <span className="block text-13 text-muted-foreground">{note}</span>
      </div>
      {children}
    </li>
  );
}
