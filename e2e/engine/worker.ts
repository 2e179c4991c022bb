import "@tensorflow/tfjs-backend-cpu";
import { channel, type Port } from "../../src/training/channel";
import { hasRelaxedSimd } from "../../src/training/worker/engine/kernels";
import { compare, trainReference, type How, type Reference } from "../../src/training/worker/testing/compareEngine";
import { engineCases } from "../../src/training/worker/testing/engineCases";
import { tf } from "../../src/training/worker/tf";

export interface Asked {
  readonly type: "compare";
  /** Place in the table of cases. */
  readonly at: number;
  readonly how: How;
}

export type Answer =
  | {
      readonly type: "compared";
      readonly report: Awaited<ReturnType<typeof compare>>["report"];
      readonly weights: readonly Float32Array[];
      readonly relaxedThere: boolean;
    }
  | { readonly type: "failed"; readonly error: string };

const wire = channel<Answer, Asked>(self as unknown as Port, { compare: (asked) => void answer(asked) });

/** What tfjs came to in the case that was asked for last: it takes longer than all builds of the engine. */
let known: { readonly at: number; readonly reference: Reference } | null = null;

async function answer({ at, how }: Asked): Promise<void> {
  try {
    const { setting } = engineCases[at]!;
    if (known?.at !== at) {
      await tf.setBackend("cpu");
      known = { at, reference: await trainReference(setting) };
    }
    wire.send({ type: "compared", ...(await compare(setting, known.reference, how)), relaxedThere: hasRelaxedSimd() });
  } catch (error) {
    wire.send({ type: "failed", error: String(error) });
  }
}
