import { workerCheckpoints } from "../../storage/checkpoints";
import { datasetCache } from "../../storage/datasetCache";
import { holdWhileAlive, workerName } from "../alive";
import { channel, type Channel, type Port } from "../channel";
import { lockDown } from "../lockDown";
import type { Command, WorkerEvent } from "../protocol";
import { reportAttempts } from "./attempts";
import { backends, Device } from "./backends";
import { datasetShelf } from "./data";
import { desk } from "./desk";
import { learners } from "./engine/makeFusedLearner";

lockDown(self);
/** The training worker: its parts, wired together. */
const device = new Device(backends);
const shelf = datasetShelf(datasetCache());
const name = workerName();
const keeper = workerCheckpoints(name);
// The types of the page are in force here too, where `self` is a window; in a worker it has this form.
const port = self as unknown as Port;
const wire: Channel<WorkerEvent> = channel<WorkerEvent, Command>(
  port,
  desk({ device, shelf, keeper, makeLearner: learners(device), send: (event, transfer) => wire.send(event, transfer) }),
);

reportAttempts((event) => wire.send(event));

const { locks } = navigator as { readonly locks?: LockManager };
holdWhileAlive(locks, name, (lock) => wire.send({ type: "alive", lock }));
