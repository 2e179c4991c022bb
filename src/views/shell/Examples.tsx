import { ChevronDown, FilePlus2 } from "lucide-react";
import { edits, presetOf, presets, untitled } from "../../experiment";
import { useText, useTranslation } from "../../i18n";
import { changes } from "../../runs";
import { useApp, useExperiment } from "../../store";
import { Button, Menu, MenuChoice, Tooltip } from "../../ui";
import styles from "./Header.module.css";

/** The networks to begin from, each with what it shows; the present one has a tick. */
export function Examples() {
  const { t } = useTranslation("shell");
  const say = useText();
  const doc = useExperiment();
  const openExperiment = useApp((state) => state.openExperiment);
  const goTo = useApp((state) => state.goTo);
  // A document that was renamed is still the example while nothing else in it has changed.
  const current = presetOf(doc.name) ?? presets.find(({ experiment }) => changes(experiment, doc).length === 0);
  const changed = current !== undefined && changes(current.experiment, doc).length > 0;
  return (
    <Menu
      trigger={
        <Button>
          {t("presetsMenu")}
          <ChevronDown aria-hidden="true" />
        </Button>
      }
    >
      <MenuChoice
        label={t("presets")}
        value={current?.id ?? ""}
        options={presets.map(({ id, title, help }) => ({ value: id, label: say(title), help: changed && id === current.id ? t("presetChanged") : say(help) }))}
        onChange={(id) => {
          const preset = presets.find((one) => one.id === id);
          if (!preset) return;
          openExperiment(edits.rename(preset.experiment, say(preset.title)));
          goTo("define");
        }}
      />
    </Menu>
  );
}

/** What "New" does, from a button or a menu. */
export function useNewNet(): () => void {
  const say = useText();
  const edit = useApp((state) => state.edit);
  const goTo = useApp((state) => state.goTo);
  const select = useApp((state) => state.select);
  return () => {
    edit((doc) => edits.withoutLayers(doc, say(untitled)));
    select(null);
    goTo("define");
  };
}

/** Begins an empty network on the same data. */
export function NewButton({ className }: { readonly className?: string | undefined }) {
  const { t } = useTranslation("shell");
  const begin = useNewNet();
  return (
    <div className={className}>
      <Tooltip text={t("newNetHelp")}>
        <Button className={styles.new} icon={<FilePlus2 aria-hidden="true" />} aria-description={t("newNetHelp")} onClick={begin}>
          {t("newNet")}
        </Button>
      </Tooltip>
    </div>
  );
}
