import { beforeAll, describe, expect, it, vi } from "vitest";
import { optimizers } from "../../../compile";
import { activations, layers } from "../../../layers";
import { startInNode } from "../testing/backends";
import { backendTolerance, compareBackends, mixedBatches } from "../testing/compareBackends";
import { trainReference } from "../testing/compareEngine";
import { engineCases } from "../testing/engineCases";
import { tf } from "../tf";

vi.setConfig({ testTimeout: 180_000 });

beforeAll(() => startInNode("cpu"));

// tfjs's wasm backend with our kernels: what trains where the engine cannot. e2e/engine.spec.ts does the same with threads.
describe("the gradients of every weight on wasm are those of the cpu backend, in batches of several samples and of one", () => {
  it("there is a case for every kind", () => {
    const all = JSON.stringify(engineCases.map(({ setting }) => setting));
    for (const kind of [...layers.kinds, ...activations.kinds, ...optimizers.kinds.filter((one) => one !== "SGD")]) expect(all).toContain(`"${kind}"`);
  });

  it.each(engineCases)("$name", async ({ setting }) => {
    const mixed = mixedBatches(setting);
    await tf.setBackend("cpu");
    const theirs = await trainReference(mixed);
    await tf.setBackend("wasm");
    const ours = await trainReference(mixed);
    const far = compareBackends(ours, theirs);
    expect(far.first).toBeLessThan(backendTolerance.first);
    expect(far.later).toBeLessThan(backendTolerance.later);
    expect(ours.steps[0]!.counts).toEqual(theirs.steps[0]!.counts);
  });
});
