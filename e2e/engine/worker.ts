import "@tensorflow/tfjs-backend-cpu";
import { channel, type Port } from "../../src/training/channel";
import { hasRelaxedSimd } from "../../src/training/worker/engine/kernels";
import { compare } from "../../src/training/worker/testing/compareEngine";
import { engineCases } from "../../src/training/worker/testing/engineCases";
import { tf } from "../../src/training/worker/tf";

export interface Asked {
  readonly type: "compare";
  /** Place in the table of cases. */
  readonly at: number;
  readonly relaxed: boolean;
  readonly threads: number;
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

async function answer({ at, relaxed, threads }: Asked): Promise<void> {
  try {
    await tf.setBackend("cpu");
    wire.send({ type: "compared", ...(await compare(engineCases[at]!.setting, { relaxed, threads })), relaxedThere: hasRelaxedSimd() });
  } catch (error) {
    wire.send({ type: "failed", error: String(error) });
  }
}
