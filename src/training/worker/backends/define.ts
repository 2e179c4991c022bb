import type { Text } from "../../../schema";
import type { BackendName } from "../../protocol";
import type { Tf } from "../tf";

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
  /** A graphics card: only a start shows whether it works. What runs on the processor is started when a model needs it. */
  readonly card: boolean;
  /** Looks without loading; must not throw. */
  probe(): Promise<Probe>;
  /** Loads the module and registers the backend with tfjs. Starting it is tfjs's own `setBackend`. */
  load(tf: Tf): Promise<void>;
  /** From the next start on it uses one thread. False where it has no more than one. */
  useOneThread?(): boolean;
  /** The label after the start, where more is known then. */
  label?(): Promise<string>;
  /** After the start: calls back when the device is taken away. Absent where that cannot happen. */
  onLost?(tf: Tf, tell: () => void): void;
}
