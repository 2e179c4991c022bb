import type { Text } from "./text";

/** What was refused, where, and why: `path` leads to the value inside its document, file or layer stack. */
export interface Problem {
  readonly path: readonly (string | number)[];
  readonly message: Text;
  /** The same in short, for a list of several: names its place itself, in words. `lacking` tells what is not offered here from what is wrong. */
  readonly short?: {
    readonly text: Text;
    readonly lacking: boolean;
    /** What a person can do about it, as a sentence. */
    readonly advice?: Text;
  };
  /** How many problems this one stands for, where it closes a list that was cut. */
  readonly stands?: number;
}

export type Result<T, E = readonly Problem[]> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
export const fail = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error });
export const problem = (path: Problem["path"], message: Text): Problem => ({ path, message });

/** A refusal on its way up: carries the sentences that the page shows. Its `message` is the English one. */
export class Refusal extends Error {
  readonly text: Text;
  constructor(text: Text) {
    super(text.en);
    this.name = "Refusal";
    this.text = text;
  }
}

/** `layers[2].units`, as a person reads a path. */
export function showPath(path: Problem["path"]): string {
  return path.reduce<string>(
    (shown, part) => (typeof part === "number" ? `${shown}[${part}]` : shown ? `${shown}.${part}` : part),
    "",
  );
}
