import type { ReactNode } from "react";
import type { Samples } from "../../training/protocol";
import { classes } from "../../ui/classes";
import { Picture } from "./Picture";
import styles from "./samples.module.css";

/** Samples as pictures, each with a caption. `waiting` dims those that are about to be replaced. */
export function Gallery({ samples, waiting = false, alt, caption }: {
  readonly samples: Samples;
  readonly waiting?: boolean;
  /** Alt text of the sample at a position within `samples`. */
  readonly alt: (at: number) => string;
  readonly caption: (at: number) => ReactNode;
}) {
  return (
    <ul className={classes(styles.gallery, waiting && styles.waiting)} aria-busy={waiting}>
      {samples.indices.map((index, at) => (
        <li key={index}>
          <figure>
            <Picture values={samples.values} at={at} shape={samples.shape} label={alt(at)} />
            <figcaption>{caption(at)}</figcaption>
          </figure>
        </li>
      ))}
    </ul>
  );
}
