import type { Random } from "../random/random";
import type { Fields, Shape, Text, Values } from "../schema";

/** One part of a data set. `samples` holds `count` samples one after another, each row-major (images: height, width, channel). */
export interface Part {
  readonly count: number;
  readonly samples: Uint8Array | Float32Array;
  /** Class numbers from 0, one per sample. */
  readonly labels: Uint8Array;
}

export interface Dataset {
  readonly sampleShape: Shape;
  /** How many classes the labels number. */
  readonly classes: number;
  readonly train: Part;
  readonly test: Part;
}

/** Tells how far a long reading is: bytes or records done of all, 0 … 1. */
export type Progress = (part: number) => void;

/** Where the data of a kind come from. */
export type Source<V> =
  /** Computed on the spot from a seed. */
  | { readonly type: "drawn"; draw(values: V, random: Random): Dataset }
  /** Brought by the person as files; kept in the browser afterwards. */
  | {
      readonly type: "files";
      /** What a file picker offers; empty for everything, where official files have no ending. */
      readonly accept: string;
      /** Name of the folder under the server's `datasets/` that may hold it. */
      readonly folder: string;
      /** Where a person finds the files. */
      readonly origin?: Origin;
      /** Whether a file could be one of these, at a glance: the decoder is the judge. */
      looksLike(file: Glance): boolean;
      /** Throws a Refusal that names the file and the reason. Rejects with the signal's reason when cancelled. */
      decode(files: readonly SourceFile[], progress: Progress, signal: AbortSignal): Promise<Dataset>;
    };

/** Where official files come from, and where they may lie already. */
export interface Origin {
  /** In a sentence or two: what to fetch, and why the page does not do it. */
  readonly help: Text;
  /** The official page. */
  readonly page: string;
  /** Names of the files, any one line of which will do. */
  readonly files: readonly string[];
  /** Where other programs keep them, by operating system. */
  readonly places: readonly { readonly system: string; readonly path: string }[];
}

/** What is seen of a file before anybody reads it: `head` are its first bytes, 512 of them where it has so many. */
export interface Glance {
  readonly name: string;
  readonly size: number;
  readonly head: Uint8Array;
}

/** A file as the decoder sees it: a `File` has this form; in Node a test makes one from bytes. */
export interface SourceFile {
  readonly name: string;
  readonly size: number;
  stream(): ReadableStream<Uint8Array>;
}

export interface DatasetKind<K extends string, F extends Fields> {
  readonly kind: K;
  /** How samples are looked at: a point in the plane or a picture. */
  readonly view: "points" | "images";
  readonly title: Text;
  readonly help: Text;
  readonly fields: F;
  readonly sampleShape: Shape;
  /** Names of the classes, in the order of the labels. */
  readonly classes: readonly Text[];
  /** Sizes of the two parts, where they are known before the data are there. */
  counts(values: Values<F>): { readonly train: number; readonly test: number };
  readonly source: Source<Values<F>>;
  /** Where Keras brings the same data along: Python that leaves the raw test samples in `x_test` and their labels in `y_test`. */
  readonly python?: string;
}

export const defineDataset = <const K extends string, const F extends Fields>(definition: DatasetKind<K, F>): DatasetKind<K, F> =>
  definition;
