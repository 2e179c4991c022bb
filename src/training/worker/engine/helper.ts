import { channel } from "../../channel";
import { controlWords, type HelperAnswer, type HelperStart } from "./control";
import { startKernels } from "./kernels";

/** Looks at the job counter before lying down to wait: jobs follow each other within microseconds. */
const patience = 20_000;

const wire = channel<HelperAnswer, HelperStart>(self as unknown as Worker, {
  start: (start) => void work(start).catch((error: unknown) => wire.send({ type: "failed", error: String(error) })),
});

async function work({ module, memory, control, scratch, thread, threads }: HelperStart): Promise<void> {
  const kernels = await startKernels(module, memory);
  const words = new Int32Array(memory.buffer, control, 8);
  let last = Atomics.load(words, controlWords.job);
  wire.send({ type: "ready" });
  for (;;) {
    let looks = 0;
    while (Atomics.load(words, controlWords.job) === last) {
      if (++looks > patience) Atomics.wait(words, controlWords.job, last, 1000);
    }
    last = Atomics.load(words, controlWords.job);
    if (Atomics.load(words, controlWords.end)) return;
    kernels.run(words[controlWords.program]!, words[controlWords.records]!, thread, threads, control, scratch);
  }
}
