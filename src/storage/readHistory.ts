import { z } from "zod";
import { diagnosisKinds, remedyNames } from "../evaluation/diagnosis";
import { callbacks } from "../callbacks";
import { backendNames } from "../training/backendNames";

/* The form of what runs record, shared by the readers of checkpoints and of finished runs. */

/** Figures may be anything that a computation ends in, also NaN and infinity, which `z.number()` refuses. */
export const figure = z.custom<number>((value) => typeof value === "number", { params: { expected: "number" } });
export const count = z.int().min(0);
export const logs = z.record(z.string(), figure);
export const sentence = z.object({ en: z.string(), zh: z.string() });

/** Milliseconds since 1970, within what a `Date` can show. */
export const moment = z.number().min(0).max(8.64e15);

export const trainer = z.object({ backend: z.enum(backendNames), label: z.string() });

export const diagnosis = z.object({
  kind: z.enum(diagnosisKinds),
  message: sentence,
  remedies: z.array(z.enum(remedyNames)),
});

export const history = z.object({
  epochs: z.array(z.object({ logs, seconds: z.number() })),
  curve: z.object({ points: z.array(z.object({ step: count, loss: figure })), stride: z.int().min(1) }),
  changes: z.array(
    z.object({
      epoch: count,
      step: count,
      what: z.enum(["epochs", "learning_rate"]),
      from: z.number(),
      to: z.number(),
      by: z.enum(["hand", ...callbacks.kinds]),
    }),
  ),
  diagnosis: diagnosis.optional(),
});
