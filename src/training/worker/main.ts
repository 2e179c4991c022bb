import { workerCheckpoints } from "../../storage/checkpoints";
import { datasetCache } from "../../storage/datasetCache";
import { channel, type Channel, type Port } from "../channel";
import type { Command, WorkerEvent } from "../protocol";
import { backends, Device } from "./backends";
import { datasetShelf } from "./data";
import { desk } from "./desk";
import { learners } from "./engine/makeFusedLearner";

/** The training worker: its parts, wired together. */
const device = new Device(backends);
const shelf = datasetShelf(datasetCache());
/** A name that nobody else has: of this worker, for as long as it lives. */
const name = Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(36).padStart(7, "0")).join("");
const keeper = workerCheckpoints(name);
// The types of the page are in force here too, where `self` is a window; in a worker it has this form.
const port = self as unknown as Port;
const wire: Channel<WorkerEvent> = channel<WorkerEvent, Command>(
  port,
  desk({ device, shelf, keeper, makeLearner: learners(device), send: (event, transfer) => wire.send(event, transfer) }),
);

// A worker that is killed can say nothing any more. The page waits for this lock, which the browser takes from it then.
const lock = `layerloom-worker-${name}`;
const { locks } = navigator as { readonly locks?: LockManager };
void locks?.request(lock, () => {
  wire.send({ type: "alive", lock });
  return new Promise(() => undefined);
});
