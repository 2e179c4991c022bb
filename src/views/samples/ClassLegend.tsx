import { classColour } from "./classColour";
import styles from "./samples.module.css";

/** Which mark of a point plot means which class; `wrong` explains the ring. */
export function ClassLegend({ names, wrong }: { readonly names: readonly string[]; readonly wrong?: string }) {
  return (
    <ul className={styles.legend}>
      {names.map((name, label) => (
        <li key={label}>
          <span className={styles.swatch} data-form={label % 2} style={{ background: classColour(label) }} aria-hidden="true" />
          {name}
        </li>
      ))}
      {wrong !== undefined && (
        <li>
          <span className={styles.swatch} data-form="wrong" aria-hidden="true" />
          {wrong}
        </li>
      )}
    </ul>
  );
}
