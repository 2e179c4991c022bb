import { Wrench } from "lucide-react";
import { useMemo } from "react";
import { useText } from "../../i18n";
import { showPath, type Problem } from "../../schema";
import { useApp, useExperiment } from "../../store";
import { Button } from "../../ui";
import styles from "./Fixes.module.css";
import { fixesFor } from "./fixes";

/** The changes that remove the problem at a place, one click each; nothing where no single change helps. */
export function FixButtons({ at }: { readonly at?: Problem["path"] }) {
  const say = useText();
  const doc = useExperiment();
  const edit = useApp((state) => state.edit);
  const key = at && showPath(at);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the path's content counts, not the array
  const fixes = useMemo(() => fixesFor(doc, at), [doc, key]);
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
