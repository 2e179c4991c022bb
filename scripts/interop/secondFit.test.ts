import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { edits, firstPreset, type Experiment } from "../../src/experiment";
import { readModel, type OpenedModel } from "../../src/models";
import { beginningFrom } from "../../src/runs";
import type { Dataset } from "../../src/datasets";
import { startInNode } from "../../src/training/worker/testing/backends";
import { engines } from "../../src/training/worker/testing/resuming";
import { distance } from "./judge";

/* What Keras 3.15.1 came to in a second `fit` of three epochs, see write_second_fit.py. The page opens the files that Keras wrote between the two. */

interface Told {
  readonly batch_size: number;
  readonly epochs: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly cases: Readonly<Record<string, { readonly weights: readonly (readonly number[])[] }>>;
}

const folder = new URL("../../src/models/fixtures/second-fit/", import.meta.url);
const told = JSON.parse(readFileSync(new URL("data.json", folder), "utf8")) as Told;

const part = { count: told.y.length, samples: Float32Array.from(told.x), labels: Uint8Array.from(told.y) };
const dataset: Dataset = { sampleShape: [2], classes: 2, train: part, test: part };

beforeAll(() => startInNode("cpu"));

async function open(name: string): Promise<OpenedModel> {
  const file = `${name}.keras`;
  const read = await readModel([{ name: file, bytes: new Uint8Array(readFileSync(new URL(file, folder))) }]);
  if (!read.ok) throw new Error(read.error.map(({ message }) => message.en).join("; "));
  return read.value;
}

function documentOf({ layers, compile }: OpenedModel): Experiment {
  const fit = { batch_size: told.batch_size, epochs: told.epochs, shuffle: false, validation: { on: "none" }, callbacks: [] } as const;
  return edits.setFit(edits.setCompile({ ...firstPreset.experiment, preprocessing: [], layers }, compile!), fit);
}

const cases = Object.keys(told.cases).flatMap((name) => (["fused", "tfjs"] as const).map((engine) => [name, engine] as const));

test.each(cases)("a second fit with the %s that Keras saved comes to Keras's weights: %s", { timeout: 60_000 }, async (name, engine) => {
  const opened = await open(name);
  expect(opened.notes).toEqual([]);
  const experiment = documentOf(opened);
  const preprocessing = { steps: [], inputShape: [2], sampleShape: [2], targetShape: [1], classes: 2 };
  const beginning = beginningFrom({ experiment, preprocessing, weights: opened.weights!, ...(opened.training ? { training: opened.training } : {}) }, experiment);
  const wanted = told.cases[name]!.weights;
  const apartAfter = async (training: typeof beginning.training): Promise<number> => {
    const one = await engines[engine](experiment, { dataset, weights: beginning.weights!, ...(training ? { training } : {}) });
    await one.run();
    one.learner.dispose();
    return Math.max(...one.of("ended")[0]!.weights!.map(({ values }, i) => distance(values, wanted[i]!)));
  };
  expect(await apartAfter(beginning.training)).toBeLessThan(2e-6);
  // A fresh optimizer comes elsewhere, so the state is what makes the difference.
  expect(await apartAfter(undefined)).toBeGreaterThan(1e-3);
});
