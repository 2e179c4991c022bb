import { buffersOf, channel, type Port } from "../../src/training/channel";
import { startContestant } from "./contestants";
import type { Reply, Request } from "./messages";
import type { Task } from "./task";

/** One contestant, in a worker of its own as in the product. */
let task: (Task & { readonly samples?: number }) | null = null;

const answer = (work: () => Promise<Reply>): void => {
  work().then(
    (reply) => wire.send(reply),
    (error: unknown) => wire.send({ type: "failed", message: error instanceof Error ? error.message : String(error) }),
  );
};

const started = (): Task => {
  if (!task) throw new Error("nothing was started");
  return task;
};

const wire = channel<Reply, Request>(self as unknown as Port, {
  start: ({ workload, name, smoke }) =>
    answer(async () => {
      const paint = (values: Float32Array): void => wire.send({ type: "map", values }, buffersOf(values));
      task = await startContestant(workload, name, { smoke, paint });
      return { type: "started", label: task.label, ...(task.samples === undefined ? {} : { samples: task.samples }) };
    }),
  run: ({ steps }) =>
    answer(async () => {
      const start = performance.now();
      await started().run(steps);
      const milliseconds = performance.now() - start;
      await started().settle?.();
      return { type: "ran", milliseconds };
    }),
  loss: () => answer(async () => ({ type: "loss", loss: (await started().loss?.()) ?? null })),
});
