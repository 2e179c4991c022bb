import { useEffect } from "react";
import { useApp } from "../../store";

export const onApple = (): boolean => /mac|iphone|ipad/i.test(navigator.platform);

/** Text boxes have an undo of their own, and a person who types means that one. */
const typesText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && !["checkbox", "radio", "range", "file", "button"].includes(target.type)));

/** What lies behind a dialog is not to be changed from it. */
const inDialog = (target: EventTarget | null): boolean => target instanceof Element && target.closest("[role=dialog], [role=alertdialog]") !== null;

/** Ctrl or ⌘ with Z undoes; with Shift and Z, or with Y, redoes. */
function useUndoKeys(): void {
  const undo = useApp((state) => state.undo);
  const redo = useApp((state) => state.redo);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented || typesText(event.target) || inDialog(event.target)) return;
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

/**
 * Ctrl or ⌘ with Enter plays, pauses and resumes, as notebooks run a cell: from a text box too, where every valid value is
 * taken over while it is typed, and before a button that has the focus takes Enter for a click.
 */
function usePlayKeys(): void {
  const [play, pause, resume] = [useApp((state) => state.play), useApp((state) => state.pause), useApp((state) => state.resume)];
  const status = useApp(({ runs }) => runs.find(({ status: now }) => now !== "ended")?.status);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.altKey || event.repeat) return;
      if (inDialog(event.target)) return;
      event.preventDefault();
      event.stopPropagation();
      if (status === "paused") resume();
      else if (status === "running") pause();
      else if (status === undefined) play();
    };
    window.addEventListener("keydown", onKeyDown, { capture: true });
    return () => window.removeEventListener("keydown", onKeyDown, { capture: true });
  }, [play, pause, resume, status]);
}

export function useShortcuts(): void {
  useUndoKeys();
  usePlayKeys();
}
