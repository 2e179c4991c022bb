import { useEffect, useRef, useState } from "react";

/**
 * Calls `onDone` once something could be read for `lasts` milliseconds (null: never). A hidden tab is not read, and what the
 * pointer or the focus rests on stays. Returns the handlers of the element in question.
 */
export function useReadTime(lasts: number | null, onDone: () => void) {
  const visible = usePageVisible();
  const [held, setHeld] = useState({ pointer: false, focus: false });
  const read = useRef(0);
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });
  const stays = lasts === null || held.pointer || held.focus;
  useEffect(() => {
    if (!visible) return;
    const since = performance.now();
    const timer = stays ? undefined : setTimeout(() => done.current(), Math.max(0, lasts - read.current));
    return () => {
      clearTimeout(timer);
      read.current += performance.now() - since;
    };
  }, [visible, stays, lasts]);
  return {
    onPointerEnter: () => setHeld((was) => ({ ...was, pointer: true })),
    onPointerLeave: () => setHeld((was) => ({ ...was, pointer: false })),
    onFocus: () => setHeld((was) => ({ ...was, focus: true })),
    onBlur: () => setHeld((was) => ({ ...was, focus: false })),
  };
}

function usePageVisible(): boolean {
  const [visible, setVisible] = useState(!document.hidden);
  useEffect(() => {
    const look = (): void => setVisible(!document.hidden);
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  return visible;
}
