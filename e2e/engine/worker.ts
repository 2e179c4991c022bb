import "@tensorflow/tfjs-backend-cpu";
import { channel, type Port } from "../../src/training/channel";
import { hasRelaxedSimd } from "../../src/training/worker/engine/kernels";
import { wasm } from "../../src/training/worker/backends/wasm";
import { wasmFiles } from "../../src/training/worker/backends/wasmFiles";
import { compareBackends, mixedBatches } from "../../src/training/worker/testing/compareBackends";
import { compare, trainReference, type How, type Reference } from "../../src/training/worker/testing/compareEngine";
import { engineCases } from "../../src/training/worker/testing/engineCases";
import { tf } from "../../src/training/worker/tf";

/** `at`: place in the table of cases. */
export type Asked =
  | { readonly type: "compare"; readonly at: number; readonly how: How }
  | { readonly type: "compareWasm"; readonly at: number };

export type Answer =
  | {
      readonly type: "compared";
      readonly report: Awaited<ReturnType<typeof compare>>["report"];
      readonly weights: readonly Float32Array[];
      readonly relaxedThere: boolean;
    }
  | { readonly type: "comparedWasm"; readonly far: ReturnType<typeof compareBackends>; readonly label: string }
  | { readonly type: "failed"; readonly error: string };

const wire = channel<Answer, Asked>(self as unknown as Port, {
  compare: ({ at, how }) => void answer(() => followReference(at, how)),
  compareWasm: ({ at }) => void answer(() => followCpu(at)),
});

async function answer(ask: () => Promise<Answer>): Promise<void> {
  try {
    wire.send(await ask());
  } catch (error) {
    wire.send({ type: "failed", error: String(error) });
  }
}

/** What tfjs came to in the case that was asked for last: it takes longer than all builds of the engine. */
let known: { readonly at: number; readonly reference: Reference } | null = null;

async function followReference(at: number, how: How): Promise<Answer> {
  const { setting } = engineCases[at]!;
  if (known?.at !== at) {
    await tf.setBackend("cpu");
    known = { at, reference: await trainReference(setting) };
  }
  return { type: "compared", ...(await compare(setting, known.reference, how)), relaxedThere: hasRelaxedSimd() };
}

const processor = wasm(() => Promise.resolve(wasmFiles));
let loading: Promise<void> | null = null;

/** tfjs's wasm backend with our kernels and with threads, against its cpu backend. */
async function followCpu(at: number): Promise<Answer> {
  await (loading ??= processor.load(tf));
  const setting = mixedBatches(engineCases[at]!.setting);
  await tf.setBackend("cpu");
  const theirs = await trainReference(setting);
  await tf.setBackend("wasm");
  const { label } = await processor.probe();
  return { type: "comparedWasm", far: compareBackends(await trainReference(setting), theirs), label };
}
