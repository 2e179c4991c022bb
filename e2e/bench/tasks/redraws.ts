import { preprocessSamples } from "../../../src/preprocessing";
import { gridPoints, leaning } from "../../../src/training/worker/session/decisionMap";
import { asTheyAre, layerloom } from "../engines/layerloom";
import type { Paint, Task } from "../task";
import type { Workload } from "../workloads";

/** Maps a second. */
const wanted = 60;

/** Our engine with a decision map of the plane drawn beside it, sixty times a second. */
export const withRedraws = (paint: Paint) => async (workload: Workload): Promise<Task> => {
  const task = await layerloom(workload);
  const { learner } = task;
  const points = preprocessSamples(asTheyAre(workload), gridPoints());
  const cells = points.length / 2;
  const epoch = workload.batches.length;
  return {
    ...task,
    async run(steps) {
      let due = performance.now();
      for (let done = 0; done < steps; done += epoch) {
        await task.run(Math.min(epoch, steps - done));
        const now = performance.now();
        if (now < due) continue;
        // On the beat, without making up for maps that were late.
        due = Math.max(due + 1000 / wanted, now - 1000 / wanted);
        paint(leaning(await learner.apply(points, cells), learner.outputs, { threshold: 0.5 }));
      }
    },
  };
};
