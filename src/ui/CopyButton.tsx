import { Check, Copy, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "../i18n";
import { Button } from "./Button";

/** Copies text, and says whether that worked until the pointer or the focus leaves. */
export function CopyButton({ text, label }: { readonly text: string | (() => string); readonly label?: string }) {
  const { t } = useTranslation("ui");
  const [state, setState] = useState<"idle" | "done" | "failed">("idle");
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(typeof text === "string" ? text : text());
      setState("done");
    } catch {
      setState("failed");
    }
  };
  const reset = (): void => setState("idle");
  const Icon = { idle: Copy, done: Check, failed: X }[state];
  return (
    <Button icon={<Icon aria-hidden="true" />} onClick={() => void copy()} onBlur={reset} onPointerLeave={reset}>
      <span aria-live="polite">{state === "done" ? t("copied") : state === "failed" ? t("copyFailed") : (label ?? t("copy"))}</span>
    </Button>
  );
}
