import type { Port } from "../training/channel";
import { serveModelFiles } from "./serve";

// The page's types know the window only; a worker's scope has the same two methods.
serveModelFiles(self as unknown as Port);
