import { readFileSync } from "node:fs";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { bestPreparations, edits, preparations, presets } from "../experiment";
import { readModel } from "../models";
import { channel, type Channel } from "../training/channel";
import { trainingClient, type TrainingClient } from "../training/client";
import type { Command, WorkerEvent } from "../training/protocol";
import { noKeeper } from "../training/checkpoint";
import { Device } from "../training/worker/backends/device";
import { desk } from "../training/worker/desk";
import { nodeBackends, startInNode } from "../training/worker/testing/backends";
import { memoryShelf } from "../training/worker/testing/shelf";
import { foreignModels } from "./foreignModels";
import { adapted } from "./opened";
import type { AppState } from "./state";
import { Vault } from "./vault";

beforeAll(() => startInNode("wasm"));

/** A client of the training worker's own parts, which run in this thread. */
function clientInThread(): TrainingClient {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  const wire: Channel<WorkerEvent> = channel<WorkerEvent, Command>(
    port2,
    desk({ device: new Device(nodeBackends), shelf: memoryShelf(), keeper: noKeeper, send: (event, transfer) => wire.send(event, transfer) }),
  );
  port1.start();
  port2.start();
  return trainingClient(() => Object.assign(port1, { terminate: () => port1.close() }));
}

/*
 * A convnet that was trained on the drawn shapes divided by 255. The figures are those of Keras 3.15.1 and NumPy on the 1000 test
 * pictures, with the loss computed from the logits. Clipped at 10⁻⁷, as Keras on JAX computes it, it would be 0.2856, 2.2185, 1.4200
 * and 0.8790.
 */
const figures = {
  bytes: { loss: 0.285621, accuracy: 0.909 },
  plain: { loss: 45.31111, accuracy: 0.858 },
  signed: { loss: 1.424465, accuracy: 0.703 },
  document: { loss: 0.883563, accuracy: 0.84 },
} as const;

test("of the ways to prepare the inputs of a model from a file the one that it was trained with scores best", { timeout: 120_000 }, async () => {
  const name = "02-foreign-shapes.keras";
  const read = await readModel([{ name, bytes: new Uint8Array(readFileSync(new URL(`../models/fixtures/cases/${name}`, import.meta.url))) }]);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  // Statistics of all 3000 training pictures.
  const shapes = edits.setFit(presets.find(({ id }) => id === "shapes-convnet")!.experiment, { validation: { on: "test" } });
  const { experiment, notes } = adapted(read.value, shapes, 3000);
  expect(notes).toEqual([]);

  const client = clientInThread();
  const vault = new Vault(client);
  let state = { models: [], data: { status: "ready" } } as unknown as AppState;
  const { prepare, compare } = foreignModels({
    get: () => state,
    set: (change) => void (state = { ...state, ...change(state) }),
    adopt: (model, data) => {
      vault.keep(model.id, data);
      state = { ...state, models: [model] };
    },
    vault,
    client,
  });
  const { preparation } = await prepare({ experiment, weights: read.value.weights!, title: { en: name, zh: name }, id: "m" });
  expect(preparation).toMatchObject({ chosen: null, largest: 255 });
  await compare("m");
  const { scores, comparing } = state.models[0]!.preparation!;
  expect(comparing).toBe(false);
  expect(Object.keys(scores).sort()).toEqual(Object.keys(figures).sort());
  for (const name of preparations) {
    expect(scores[name]!.loss / figures[name].loss, name).toBeCloseTo(1, 5);
    expect(scores[name]!.accuracy, name).toBe(figures[name].accuracy);
  }
  expect(bestPreparations(scores)).toEqual(["bytes"]);
});
