import { useEffect } from "react";
import { useApp } from "../../store";

export const onApple = (): boolean => /mac|iphone|ipad/i.test(navigator.platform);

/** Text boxes have an undo of their own, and a person who types means that one. */
const typesText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && !["checkbox", "radio", "range", "file", "button"].includes(target.type)));

/** Ctrl or ⌘ with Z undoes; with Shift and Z, or with Y, redoes. */
export function useShortcuts(): void {
  const undo = useApp((state) => state.undo);
  const redo = useApp((state) => state.redo);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented || typesText(event.target)) return;
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      event.preventDefault();
      if (key === "y" || event.shiftKey) redo();
      else undo();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [undo, redo]);
}
