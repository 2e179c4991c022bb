import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync, zipSync } from "fflate";
import { archiveBytes, binaryArchive, binaryBatch, pythonArchive, pythonBatch } from "../../e2e/fixtures/archives";
import { decodeCifar10 } from "../../src/datasets/cifar10/decode";
import { fileOf } from "../../src/datasets/testing";
import { readExperiment } from "../../src/experiment";
import { formats, readModel, writeModel, type OpenedModel } from "../../src/models";
import { modelOf } from "../../src/models/fixtures/sample";
import type { Random } from "../../src/random/random";
import { Refusal, type Problem, type Result } from "../../src/schema";
import { readCheckpoint, readRunSummary } from "../../src/storage/readCheckpoint";
import { readFinished, readFinishedWeights } from "../../src/storage/readFinished";
import { readRecord } from "../../src/storage/readRecord";
import { checkpointSample, finishedSample, recordSample } from "./records";
import { mutateBytes, mutateValue } from "./mutate";

interface Outcome {
  readonly outcome: "opened" | "refused";
  readonly fault: string | null;
}

/** Makes one input from a generator, calls `ready`, and reads it. */
interface Reader {
  readonly name: string;
  read(source: Random, ready: () => void): Promise<Outcome>;
}

const opened: Outcome = { outcome: "opened", fault: null };
const refused = (fault: string | null = null): Outcome => ({ outcome: "refused", fault });

/** Longer than anything that the page should show of a file. */
const longest = 60_000;

const model = modelOf("first-net");
const target = { layers: model.experiment.layers, inputShape: [2] };
const never = new AbortController().signal;

/** All that a model computes by, as a fingerprint. */
function printOf({ layers, weights = [] }: OpenedModel): string {
  const hash = createHash("sha256").update(JSON.stringify(layers.map(({ kind, values }) => [kind, values])));
  for (const { shape, values } of weights) hash.update(JSON.stringify(shape)).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return hash.digest("hex");
}

/** What a reading of model bytes came to. An archive whose checksums are its own (`sealed`) may not give another model. */
async function readBytes(name: string, bytes: Uint8Array, sealed: string | null): Promise<Outcome> {
  const read = await readModel([{ name, bytes }], target);
  if (read.ok) return sealed !== null && printOf(read.value) !== sealed ? { outcome: "opened", fault: "a damaged archive gave another model" } : opened;
  return judged(read.error, name);
}

/** Refusals name their file, in both languages, at a length that can be shown. */
function judged(problems: readonly Problem[], name: string | null): Outcome {
  if (!problems.length) return refused("refused without a word");
  const lost = name === null ? undefined : problems.find(({ path }) => path[0] !== name);
  if (lost) return refused(`a refusal does not name the file: ${lost.message.en.slice(0, 200)}`);
  const words = problems.map(({ path, message }) => path.join(".") + message.en + message.zh).join("");
  return refused(words.length > longest ? `refusals of ${words.length} letters` : null);
}

function result(read: Result<unknown>, name: string | null): Outcome {
  return read.ok ? opened : judged(read.error, name);
}

/** Every sort of input, in the order in which they take turns. */
export async function batches(fixtures: string): Promise<readonly Reader[]> {
  const fixture = (path: string): Uint8Array => new Uint8Array(readFileSync(join(fixtures, path)));
  const ours = Object.fromEntries(await Promise.all(formats.kinds.map(async (kind) => [kind, (await writeModel(kind, model, "m")).bytes] as const)));
  const whole: readonly (readonly [string, Uint8Array])[] = [
    ["ours.keras", ours.keras!],
    ["ours.h5", ours.h5!],
    ["ours.weights.h5", ours.weights!],
    ["ours.tfjs.zip", ours.tfjs!],
    ["ours.npz", ours.npz!],
    ["ours.json", ours.architecture!],
    ["keras-3.15.keras", fixture("keras-3.15.1/plane/model.keras")],
    ["keras-3.15.h5", fixture("keras-3.15.1/plane/model.h5")],
    ["keras-3.0.h5", fixture("keras-3.0.5/mlp/model.h5")],
    ["keras-3.15.weights.h5", fixture("keras-3.15.1/plane/model.weights.h5")],
    ["keras-3.15.json", fixture("keras-3.15.1/plane/model.json")],
  ];
  const damagedFiles = await Promise.all(
    whole.map(async ([name, bytes]): Promise<Reader> => {
      const isZip = bytes[0] === 0x50;
      const read = await readModel([{ name, bytes }], target);
      const sealed = isZip ? (read.ok ? printOf(read.value) : "") : null;
      return {
        name,
        read(source, ready) {
          const mutated = mutateBytes(bytes, source);
          ready();
          return readBytes(name, mutated, sealed);
        },
      };
    }),
  );
  const entry = (name: string, bytes: Uint8Array, part: string): Reader => {
    const entries = unzipSync(bytes);
    return {
      name: `${name} › ${part}`,
      read(source, ready) {
        const inner = entries[part]!;
        const isJson = part.endsWith(".json");
        const mutated = isJson ? Buffer.from(JSON.stringify(mutateValue(JSON.parse(Buffer.from(inner).toString("utf8")), source))) : mutateBytes(inner, source);
        const file = zipSync({ ...entries, [part]: new Uint8Array(mutated) }, { level: 0 });
        ready();
        return readBytes(name, file, null);
      },
    };
  };
  const keras = whole[6]!;
  const inside = [
    entry("ours.keras", ours.keras!, "config.json"),
    entry("ours.keras", ours.keras!, "metadata.json"),
    entry("ours.keras", ours.keras!, "model.weights.h5"),
    entry(keras[0], keras[1], "config.json"),
    entry("ours.tfjs.zip", ours.tfjs!, "model.json"),
    entry("ours.tfjs.zip", ours.tfjs!, "weights.bin"),
  ];
  const value = (name: string, sample: unknown, read: (raw: unknown) => Result<unknown>): Reader => ({
    name,
    read(source, ready) {
      const raw = mutateValue(sample, source);
      ready();
      return Promise.resolve(result(read(raw), null));
    },
  });
  const { summary, record } = recordSample(model);
  const checkpoint = checkpointSample(model);
  const finished = finishedSample(model);
  /** Of a reader that answers with a word where it refuses. */
  const orWord = (read: (raw: unknown) => unknown) => (raw: unknown): Result<unknown> => {
    const answer = read(raw);
    return typeof answer === "string" ? { ok: false, error: [{ path: [], message: { en: answer, zh: answer } }] } : { ok: true, value: answer };
  };
  const kept = [
    value("document", JSON.parse(JSON.stringify(model.experiment)), readExperiment),
    value("saved model", record, (raw) => readRecord(summary, raw)),
    value("checkpoint", checkpoint, readCheckpoint),
    value("run", checkpoint, orWord(readRunSummary)),
    value("finished run", finished.record, orWord(readFinished)),
    value("weights of a finished run", finished.weights, (raw) => readFinishedWeights(raw, finished.run)),
  ];
  const records = 3;
  const data = (name: string, bytes: Uint8Array, others: readonly (readonly [string, Uint8Array])[] = []): Reader => ({
    name,
    async read(source, ready) {
      const files = [fileOf(name, mutateBytes(bytes, source)), ...others.map(([other, whole]) => fileOf(other, whole))];
      ready();
      try {
        await decodeCifar10(files, () => undefined, never, records);
        return opened;
      } catch (thrown) {
        if (!(thrown instanceof Refusal)) throw thrown;
        return refused(thrown.text.en.length > longest ? "a refusal without an end" : null);
      }
    },
  });
  const unpacked = (batch: number): readonly [string, Uint8Array] => [`data_batch_${batch + 1}.bin`, binaryBatch(batch, records).bytes()];
  const pickled = (batch: number): readonly [string, Uint8Array] => [`data_batch_${batch + 1}`, pythonBatch(batch, records).bytes()];
  const cifar = [
    data("cifar-10-binary.tar.gz", archiveBytes(binaryArchive(records))),
    data("cifar-10-python.tar.gz", archiveBytes(pythonArchive(records))),
    data("cifar-10-python.tar", archiveBytes({ ...pythonArchive(records), packed: false })),
    data(unpacked(0)[0], unpacked(0)[1], [1, 2, 3, 4].map(unpacked)),
    data(pickled(0)[0], pickled(0)[1], [1, 2, 3, 4].map(pickled)),
  ];
  return [...damagedFiles, ...inside, ...kept, ...cifar];
}
