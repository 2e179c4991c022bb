import { datasets, type Dataset, type DatasetCache, type DatasetName, type DatasetSpec, type Progress, type SourceFile } from "../../../datasets";
import { random } from "../../../random/random";
import { Refusal, text, type Text } from "../../../schema";
import type { DatasetSummary, PartName, PartSummary, Samples } from "../../protocol";
import { fetchDataset } from "./fetch";
import { samplesOf } from "./samples";

/**
 * The data that the worker has at hand. Samples stay as they came (bytes, for pictures); a data set is one object for as
 * long as it is here, so that what is worked out from it can be remembered with it.
 */
export interface DatasetShelf {
  /** The data of an experiment: drawn from its seed, or those that were brought and kept; null when there are none yet. */
  open(spec: DatasetSpec, seed: number, signal?: AbortSignal): Promise<Dataset | null>;
  /** Decodes files that a person brought and keeps them; from then on they are the data opened last. */
  importFiles(kind: DatasetName, files: readonly SourceFile[], progress: Progress, signal: AbortSignal): Promise<Dataset>;
  /** The same from the folder `datasets/` beside the page; `page` is the page's absolute address. */
  fetchFromServer(kind: DatasetName, page: string, progress: Progress, signal: AbortSignal): Promise<Dataset | null>;
  /** Lets go of data that were brought, here and in the browser's store. */
  forget(kind: DatasetName): Promise<void>;
  summary(dataset: Dataset): DatasetSummary;
  /** Samples of the data opened last. */
  samples(part: PartName, indices: readonly number[]): Samples;
  /** Labels of a part of the data opened last, a copy. */
  labels(part: PartName): Uint8Array;
  /** Why data of a kind that the browser has kept are not used; null where nothing is wrong with them. */
  whyNotUsed(kind: DatasetName): Text | null;
}

/** What is known of a data set besides its samples. */
interface Note {
  readonly kind: DatasetName;
  readonly kept: boolean;
  readonly notKept?: Text;
}

/** The share of a reading that goes to decoding; the rest is keeping. */
const decoding = 0.9;

export function datasetShelf(cache: DatasetCache): DatasetShelf {
  const notes = new WeakMap<Dataset, Note>();
  /** Data that were brought, by kind: settled or still being read from the cache. */
  const brought = new Map<DatasetName, Promise<Dataset | null>>();
  let drawn: { readonly key: string; readonly dataset: Dataset } | undefined;
  let opened: Dataset | null = null;
  let turn = 0;

  const noted = (dataset: Dataset, note: Note): Dataset => {
    notes.set(dataset, note);
    return dataset;
  };
  const draw = (spec: DatasetSpec, seed: number): Dataset | null => {
    const { source } = datasets.get(spec.kind);
    if (source.type !== "drawn") return null;
    const key = JSON.stringify([spec, seed]);
    if (drawn?.key !== key) {
      const dataset = source.draw(spec.values, random(seed).fork("dataset"));
      drawn = { key, dataset: noted(dataset, { kind: spec.kind, kept: false }) };
    }
    return drawn.dataset;
  };
  const kept = (kind: DatasetName): Promise<Dataset | null> => {
    const there = brought.get(kind);
    if (there) return there;
    // Read once for all who ask, and so not given up when one of them no longer wants it.
    const reading = cache.read(kind, new AbortController().signal).then(
      (dataset) => {
        if (!dataset) brought.delete(kind);
        return dataset && noted(dataset, { kind, kept: true });
      },
      (reason: unknown) => {
        brought.delete(kind);
        throw reason;
      },
    );
    brought.set(kind, reading);
    return reading;
  };
  /** Takes data in: keeps them if the browser lets it, and opens them. */
  const takeIn = async (kind: DatasetName, dataset: Dataset, progress: Progress, signal: AbortSignal): Promise<Dataset> => {
    const notKept = await cache.write(kind, dataset, (part) => progress(decoding + (1 - decoding) * part), signal);
    signal.throwIfAborted();
    noted(dataset, notKept ? { kind, kept: false, notKept } : { kind, kept: true });
    brought.set(kind, Promise.resolve(dataset));
    turn += 1;
    opened = dataset;
    progress(1);
    return dataset;
  };
  const ofFiles = (kind: DatasetName) => {
    const { source, title } = datasets.get(kind);
    if (source.type === "files") return source;
    throw new Refusal(text(`${title.en} is drawn by the page and takes no files`, `“${title.zh}”由页面生成，不需要文件`));
  };
  const current = (): Dataset => {
    if (opened) return opened;
    throw new Refusal(text("No data are open; load some first", "尚未加载数据，请先加载"));
  };

  return {
    whyNotUsed: (kind) => cache.whyNotUsed(kind),
    async open(spec, seed, signal) {
      const mine = ++turn;
      const dataset = draw(spec, seed) ?? (await kept(spec.kind));
      signal?.throwIfAborted();
      // Somebody may have opened something else while the cache was read.
      if (mine === turn) opened = dataset;
      return dataset;
    },
    async importFiles(kind, files, progress, signal) {
      const dataset = await ofFiles(kind).decode(files, (part) => progress(decoding * part), signal);
      return takeIn(kind, dataset, progress, signal);
    },
    async fetchFromServer(kind, page, progress, signal) {
      const folder = new URL(`datasets/${ofFiles(kind).folder}/`, page).href;
      const { sampleShape, classes } = datasets.get(kind);
      const dataset = await fetchDataset({ kind, sampleShape, classes: classes.length }, folder, (part) => progress(decoding * part), signal);
      return dataset && takeIn(kind, dataset, progress, signal);
    },
    async forget(kind) {
      const there = await brought.get(kind)?.catch(() => null);
      await cache.forget(kind);
      brought.delete(kind);
      if (opened && opened === there) opened = null;
    },
    summary(dataset) {
      const note = notes.get(dataset)!;
      const { train, test, sampleShape, classes } = dataset;
      const of = ({ count, labels }: Dataset["train"]): PartSummary => {
        const perClass = new Array<number>(classes).fill(0);
        for (const label of labels) perClass[label]! += 1;
        return { count, perClass };
      };
      const bytes = [train, test].reduce((sum, { samples, labels }) => sum + samples.byteLength + labels.byteLength, 0);
      return { ...note, sampleShape, train: of(train), test: of(test), bytes };
    },
    samples: (part, indices) => samplesOf(current(), part, indices),
    labels: (part) => current()[part].labels.slice(),
  };
}
