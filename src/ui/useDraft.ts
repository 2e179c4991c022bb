import { useRef, useState } from "react";
import { readField, type Control, type Field, type Text } from "../schema";
import { interpretation, wanted, written } from "./typed";

let gestures = 0;

/**
 * What a person is typing into a field. Valid values go out at once; anything else stays in the box as typed, with what
 * to enter, and changes nothing. A change from outside (undo) replaces what was typed.
 */
export function useDraft<T>(field: Field<T>, value: T, part: { readonly read: (text: string) => unknown; readonly show: (value: T) => string; readonly control?: Control }, onValid: (value: T, gesture: string) => void) {
  const [draft, setDraft] = useState<{ readonly text: string; readonly of: string; readonly problem: Text | null } | null>(null);
  const gesture = useRef(0);
  const now = written(value);
  const control = part.control ?? field.control;
  const live = draft && draft.of === now ? draft : null;
  return {
    text: live?.text ?? part.show(value),
    problem: live?.problem ?? null,
    /** The number that the text was taken for, where that is not plain to see. */
    understood: live ? interpretation(control, live.text) : null,
    /** One visit of a control is one entry of the history. */
    begin: () => {
      gesture.current = ++gestures;
    },
    type: (text: string) => {
      const read = readField(field, part.read(text), []);
      if (!read.ok) {
        setDraft({ text, of: now, problem: wanted(control) });
        return;
      }
      setDraft({ text, of: written(read.value), problem: null });
      onValid(read.value, String(gesture.current));
    },
    set: (next: T) => {
      setDraft(null);
      onValid(next, String(gesture.current));
    },
    /** A valid value is shown as it is kept once the person has left; an invalid one stays, so that it can be corrected. */
    leave: () => setDraft((was) => (was?.problem ? was : null)),
  };
}

/** A gesture of its own, for a control that changes once. */
export const newGesture = (): string => String(++gestures);
