import { useRef, type ReactNode } from "react";
import { Button, type Tone } from "./Button";

/** Opens the file picker; `directory` picks a folder and hands over all files in it. */
export function FileButton({
  label,
  accept,
  multiple = false,
  directory = false,
  capture,
  tone = "plain",
  icon,
  disabled = false,
  onFiles,
}: {
  readonly label: string;
  readonly accept?: string;
  readonly multiple?: boolean;
  readonly directory?: boolean;
  /** On a phone: opens the camera, `environment` the one at the back. */
  readonly capture?: "user" | "environment";
  readonly tone?: Tone;
  readonly icon?: ReactNode;
  readonly disabled?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button tone={tone} icon={icon} disabled={disabled} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={(element) => {
          input.current = element;
          if (element) element.webkitdirectory = directory;
        }}
        type="file"
        hidden
        aria-label={label}
        {...(accept === undefined ? {} : { accept })}
        {...(capture === undefined ? {} : { capture })}
        multiple={multiple}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          // The same file, chosen again after it was corrected, has to count as a change.
          event.target.value = "";
          if (files.length) onFiles(files);
        }}
      />
    </>
  );
}
