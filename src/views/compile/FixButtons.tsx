import { Wrench } from "lucide-react";
import { datasets } from "../../datasets";
import { useText } from "../../i18n";
import { useApp, useExperiment } from "../../store";
import { Button } from "../../ui";
import styles from "./Compile.module.css";
import { fixesFor } from "./fixes";

/** What mends output, labels and loss, one click each; nothing where nothing is wrong or no single change helps. */
export function FixButtons() {
  const say = useText();
  const doc = useExperiment();
  const edit = useApp((state) => state.edit);
  const fixes = fixesFor(doc, datasets.get(doc.dataset.kind).classes.length);
  if (!fixes.length) return null;
  return (
    <div className={styles.fixes}>
      {fixes.map((fix) => (
        <Button key={fix.id} icon={<Wrench aria-hidden="true" />} onClick={() => edit(fix.apply)}>
          {say(fix.title)}
        </Button>
      ))}
    </div>
  );
}
