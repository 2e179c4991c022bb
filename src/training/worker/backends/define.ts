import type { Text } from "../../../schema";
import type { BackendName } from "../../protocol";

/** What is known of a backend before anything of it is loaded. */
export interface Probe {
  /** `WebGL · Apple M2`: the same in every language. */
  readonly label: string;
  /** Rendering by the processor instead of a graphics card. */
  readonly software: boolean;
  /** Why it cannot be used here; absent when it can. */
  readonly reason?: Text;
}

/** One of tfjs's backends: how to find out about it and how to load it. */
export interface Backend {
  readonly backend: BackendName;
  /** Looks without loading; must not throw. */
  probe(): Promise<Probe>;
  /** Loads the module and registers the backend with tfjs. Starting it is tfjs's own `setBackend`. */
  load(): Promise<void>;
  /** The label after the start, where more is known then. */
  label?(): Promise<string>;
  /** After the start: calls back when the device is taken away. Absent where that cannot happen. */
  onLost?(tell: () => void): void;
  /** Reading back waits for a queue of another processor, so it must be asynchronous and seldom. */
  readonly queued: boolean;
}
