import type { Result, Text } from "../schema";
import type { ModelData } from "../training/protocol";
import type { FormatName, ModelFile, NamedBytes, OpenedModel, Target } from "./index";

/** Everything that passes between the page and the files worker. Every request has its answer or its refusal. */
export type FilesCommand =
  | { readonly type: "write"; readonly requestId: number; readonly kind: FormatName; readonly model: ModelData; readonly name: string }
  | { readonly type: "read"; readonly requestId: number; readonly files: readonly NamedBytes[]; readonly target?: Target };

export type FilesEvent =
  | { readonly type: "written"; readonly requestId: number; readonly file: ModelFile }
  | { readonly type: "opened"; readonly requestId: number; readonly result: Result<OpenedModel> }
  | { readonly type: "refused"; readonly requestId: number; readonly message: Text };
