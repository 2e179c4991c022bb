import { holdWhileAlive, workerName } from "../training/alive";
import type { Port } from "../training/channel";
import { lockDown } from "../training/lockDown";
import { serveModelFiles } from "./serve";

lockDown(self);
// The page's types know the window only; a worker's scope has the same two methods.
const wire = serveModelFiles(self as unknown as Port);

const { locks } = navigator as { readonly locks?: LockManager };
holdWhileAlive(locks, workerName(), (lock) => wire.send({ type: "alive", lock }));
