import { Plus } from "lucide-react";
import { edits } from "../../experiment";
import { useText, useTranslation } from "../../i18n";
import { steps } from "../../preprocessing";
import { useApp, useExperiment } from "../../store/react";
import { Button, Menu, MenuItem } from "../../ui";

/** A menu of all step kinds; the chosen one is put at the end. Labels can be encoded only once. */
export function AddStep() {
  const { t } = useTranslation("preprocess");
  const say = useText();
  const { preprocessing } = useExperiment();
  const edit = useApp((state) => state.edit);
  return (
    <Menu
      trigger={
        <Button icon={<Plus aria-hidden="true" />} tone={preprocessing.length ? "plain" : "primary"}>
          {t("add")}
        </Button>
      }
    >
      {steps.all.map((step) => {
        const there = step.target === "labels" && preprocessing.some(({ kind }) => kind === step.kind);
        return (
          <MenuItem
            key={step.kind}
            disabled={there}
            help={there ? t("there") : say(step.help)}
            onSelect={() => edit((doc) => edits.insertStep(doc, doc.preprocessing.length, step.kind))}
          >
            {say(step.title)}
          </MenuItem>
        );
      })}
    </Menu>
  );
}
