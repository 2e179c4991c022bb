import type { Result, Text } from "../schema";
import type { ModelData } from "../training/protocol";
import type { FormatName, ModelFile, NamedBytes, OpenedModel, Target } from "./index";

/** Everything that passes between the page and the files worker. Every request has its answer or its refusal. */
export type FilesCommand =
  /** Asks whether the worker listens. Sent before every request, because a worker that ended does not say so. */
  | { readonly type: "hello"; readonly requestId: number }
  | { readonly type: "write"; readonly requestId: number; readonly kind: FormatName; readonly model: ModelData; readonly name: string }
  | { readonly type: "read"; readonly requestId: number; readonly files: readonly NamedBytes[]; readonly target?: Target };

export type FilesEvent =
  /** The worker holds this lock for as long as it lives. */
  | { readonly type: "alive"; readonly lock: string }
  | { readonly type: "ready"; readonly requestId: number }
  /** A part of the request is done: one entry of an archive, one weight. */
  | { readonly type: "advanced"; readonly requestId: number }
  | { readonly type: "written"; readonly requestId: number; readonly file: ModelFile }
  | { readonly type: "opened"; readonly requestId: number; readonly result: Result<OpenedModel> }
  | { readonly type: "refused"; readonly requestId: number; readonly message: Text };
