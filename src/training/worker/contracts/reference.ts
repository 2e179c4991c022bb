import { readFileSync } from "node:fs";

/** What Keras computed; `reference.py` beside this file says how, and writes it. */
export interface Reference {
  readonly keras: string;
  readonly optimizers: {
    readonly start: readonly Numbers[];
    readonly gradients: readonly (readonly (readonly number[])[])[];
    readonly cases: readonly { readonly kind: string; readonly values: Record<string, unknown>; readonly after: readonly (readonly (readonly number[])[])[] }[];
  };
  readonly losses: readonly { readonly kind: string; readonly target: Numbers; readonly output: Numbers; readonly each: readonly number[] }[];
  readonly metrics: readonly { readonly target: Numbers; readonly output: Numbers; readonly threshold: number; readonly results: Record<string, number> }[];
  readonly layers: readonly {
    readonly kind: string;
    readonly values: Record<string, unknown>;
    readonly input: readonly number[];
    readonly x: readonly number[];
    readonly weights: readonly (Numbers & { readonly name: string })[];
    readonly output: readonly number[];
    readonly training?: readonly number[];
    readonly moved?: readonly (readonly number[])[];
  }[];
  readonly fits: readonly {
    readonly layers: readonly { readonly kind: string; readonly values: Record<string, unknown> }[];
    readonly loss: string;
    readonly optimizer: { readonly kind: string; readonly values: Record<string, unknown> };
    readonly input: readonly number[];
    readonly x: readonly number[];
    readonly labels: readonly number[];
    readonly start: readonly Numbers[];
    readonly end: readonly (readonly number[])[];
    readonly history: Record<string, readonly number[]>;
  }[];
}

export interface Numbers {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

export const reference = JSON.parse(readFileSync(new URL("./reference.json", import.meta.url), "utf8")) as Reference;
