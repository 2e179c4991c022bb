import { useEffect, useState } from "react";
import type { Text } from "../../schema";
import { useApp } from "../../store/react";
import { wordsOf } from "../../store/refused";
import type { Answer, Ask, QueryName } from "../../training/protocol";

/** A question to the worker as a view sees it. While a new question waits, `answer` is still that of the one before. */
export interface Answered<T> {
  readonly status: "idle" | "waiting" | "ready" | "failed";
  readonly answer: T | undefined;
  /** How far a waiting question is, 0 … 1. */
  readonly part: number;
  readonly message: Text | undefined;
}

interface Known<K extends QueryName> {
  readonly ask: Ask<K> | null;
  readonly done: boolean;
  readonly answer?: Answer<K>;
  readonly message?: Text;
  readonly part: number;
}

/**
 * Asks the worker and asks again whenever `ask` is another object (keep it with useMemo); null asks nothing. A question
 * that is no longer the latest is cancelled; `delay` milliseconds must pass without a newer one before it is sent.
 */
export function useAnswer<K extends QueryName>(query: K, ask: Ask<K> | null, delay = 0): Answered<Answer<K>> {
  const send = useApp((state) => state.ask);
  const [known, setKnown] = useState<Known<K>>({ ask: null, done: false, part: 0 });
  useEffect(() => {
    if (ask === null) return;
    const controller = new AbortController();
    const { signal } = controller;
    const timer = setTimeout(() => {
      const onProgress = (part: number): void => {
        if (!signal.aborted) setKnown((before) => ({ ...before, ask, done: false, part }));
      };
      send(query, ask, { signal, onProgress }).then(
        (answer) => {
          if (!signal.aborted) setKnown({ ask, done: true, answer, part: 1 });
        },
        (thrown: unknown) => {
          if (!signal.aborted) setKnown(({ answer }) => ({ ask, done: true, message: wordsOf(thrown), part: 0, ...(answer === undefined ? {} : { answer }) }));
        },
      );
    }, delay);
    return () => {
      clearTimeout(timer);
      controller.abort(new DOMException("no longer asked", "AbortError"));
    };
  }, [send, query, ask, delay]);
  if (ask === null) return { status: "idle", answer: undefined, part: 0, message: undefined };
  const mine = known.ask === ask;
  const status = !mine || !known.done ? "waiting" : known.message ? "failed" : "ready";
  return { status, answer: known.answer, part: mine ? known.part : 0, message: mine ? known.message : undefined };
}
