import type { Compile } from "../experiment";
import type { LayerSpec } from "../layers";
import type { Shape, Text } from "../schema";
import type { ModelData } from "../training/protocol";
import type { H5Group } from "./content/hdf5";
import type { Archive } from "./content/zip";
import type { ModelFile, OpenedModel } from "./types";

/** A file that a person brought. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The stack into which a file with weights alone is read, and the settings that stay where a file has none that are known. */
export interface Target {
  readonly layers: readonly LayerSpec[];
  readonly inputShape: Shape;
  readonly present?: Compile;
}

/** What lies in a file, told by its first bytes and not by its name. */
export type Content =
  | { readonly type: "archive"; readonly archive: Archive }
  | { readonly type: "hdf5"; readonly root: H5Group }
  | { readonly type: "json"; readonly value: unknown };

export interface ReadContext {
  /** The file's name without its extension: a name for a model that has none. */
  readonly stem: string;
  readonly target?: Target;
  /** To be called when a part is done: who waits for the whole gives up when nothing is done for long. */
  readonly advance: () => void;
}

/** What a file of a kind is good for: a model whole, its weights alone, or its layers alone. */
export type Holds = "model" | "weights" | "architecture";

/**
 * A format of model files. A new one is one file and one line in `index.ts`. `read` refuses with a `FileRefusal` whose
 * path leads to what is wrong; the name of the file is put in front of it.
 */
export interface ModelFormat<K extends string = string> {
  readonly kind: K;
  /** With its dot, as `.weights.h5`. */
  readonly extension: string;
  readonly mime: string;
  readonly holds: Holds;
  readonly title: Text;
  /** What the file is for, and where it opens. */
  readonly help: Text;
  /** The bytes of a file. `modelName` is the model's name inside it, in Keras's alphabet. `advance` is called when a part is done. */
  write(model: ModelData, modelName: string, advance: () => void): Promise<Uint8Array>;
  /** Whether a file is of this format: its content decides. Absent where a format is only written. */
  recognise?(content: Content): boolean;
  read?(content: Content, context: ReadContext): Promise<OpenedModel>;
}

export const defineFormat = <const K extends string>(definition: ModelFormat<K>): ModelFormat<K> => definition;

export type { ModelFile, OpenedModel };
