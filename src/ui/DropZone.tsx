import { useRef, useState, type DragEvent, type ReactNode } from "react";
import { classes } from "./classes";
import { droppedFiles } from "./droppedFiles";
import styles from "./DropZone.module.css";

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes("Files");

/**
 * A place to drop files and folders on. The keyboard's way in is a `FileButton` among the children. `onFailed` is told
 * when the browser could not read what was dropped.
 */
export function DropZone({
  label,
  onFiles,
  onFailed,
  className,
  children,
}: {
  readonly label: string;
  readonly onFiles: (files: readonly File[]) => void;
  readonly onFailed?: (reason: unknown) => void;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const [over, setOver] = useState(false);
  // dragenter of a child comes before dragleave of its parent: only the balance tells whether the pointer left.
  const depth = useRef(0);
  const leave = (): void => {
    depth.current = 0;
    setOver(false);
  };
  return (
    <div
      role="group"
      aria-label={label}
      className={classes(styles.zone, over && styles.over, className)}
      onDragEnter={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        depth.current++;
        setOver(true);
      }}
      onDragOver={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
      }}
      onDragLeave={(event) => {
        if (!carriesFiles(event)) return;
        depth.current--;
        if (depth.current <= 0) leave();
      }}
      onDrop={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
        leave();
        droppedFiles(event.dataTransfer).then(
          (files) => {
            if (files.length) onFiles(files);
          },
          (reason: unknown) => onFailed?.(reason),
        );
      }}
    >
      {children}
    </div>
  );
}
