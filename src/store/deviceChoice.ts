import { z } from "zod";
import { inferStack } from "../architecture";
import { examine, type Experiment } from "../experiment";
import type { Preferences } from "../storage/types";
import { backendNames } from "../training/backendNames";
import type { BackendName, Calibration, CalibrationRow, DeviceStatus } from "../training/protocol";

/** What was measured on this machine is remembered for so many sizes of model. */
const mostKept = 50;

/** Work of one step below which a graphics card is not worth asking: the engine on the processor is done before it answers. */
const tiny = 20_000_000;

/** What was found out of a machine's devices for models of a size. */
export interface Measurement {
  /** The machine's devices and the size. */
  readonly key: string;
  readonly backend: BackendName;
  /** The fastest first; empty in what was kept before they were. */
  readonly rows: readonly CalibrationRow[];
}

/** Floating-point operations of one training step: forward, and twice as many backward. */
function stepFlops(experiment: Experiment): number {
  const { sampleShape } = examine(experiment).flow;
  return 3 * inferStack(experiment.layers, sampleShape).flops * experiment.fit.batch_size;
}

/** What the machine offers at first sight; one that then did not start is among it, so that the failure is remembered too. */
const offered = ({ available }: DeviceStatus) =>
  available.filter(({ backend, software, reason, failed }) => !software && (!reason || failed) && backend !== "cpu");
const usable = (device: DeviceStatus) => offered(device).filter(({ reason }) => !reason);

/** The machine's devices and the size of the model, within a factor of two: what a measurement holds for. */
function keyOf(device: DeviceStatus, experiment: Experiment): string {
  const devices = offered(device).map(({ label }) => label);
  return [...devices, `2^${Math.round(Math.log2(Math.max(1, stepFlops(experiment))))}`].join(" / ");
}

const backend = z.enum(backendNames);
const rowSchema = z.object({
  backend,
  label: z.string(),
  milliseconds: z.number().positive().optional(),
  reason: z.object({ en: z.string(), zh: z.string() }).optional(),
});
/** A pair of key and backend is what was kept before the figures were. */
const keptSchema = z.union([
  z.object({ key: z.string(), backend, rows: z.array(rowSchema) }),
  z.tuple([z.string(), backend]).transform(([key, found]) => ({ key, backend: found, rows: [] })),
]);

function readRow({ milliseconds, reason, ...row }: z.infer<typeof rowSchema>): CalibrationRow {
  return { ...row, ...(milliseconds === undefined ? {} : { milliseconds }), ...(reason ? { reason } : {}) };
}

/** What was measured before, by machine and size of the model; anything else that lies there is ignored. */
export function readMeasurements(preferences: Preferences): readonly Measurement[] {
  try {
    const raw: unknown = JSON.parse(preferences.read("calibration") ?? "[]");
    if (!Array.isArray(raw)) return [];
    return raw.flatMap((entry): Measurement[] => {
      const read = keptSchema.safeParse(entry);
      return read.success ? [{ ...read.data, rows: read.data.rows.map(readRow) }] : [];
    });
  } catch {
    return [];
  }
}

/** What was measured for a model of this size on this machine. */
export function measuredFor(device: DeviceStatus, experiment: Experiment, measurements: readonly Measurement[]): Measurement | undefined {
  const wanted = keyOf(device, experiment);
  return measurements.find(({ key }) => key === wanted);
}

export type DeviceChoice =
  /** Nothing to choose, or a person has chosen. */
  | { readonly how: "given" }
  | { readonly how: "measure" }
  | { readonly how: "remembered"; readonly backend: BackendName };

/** How the device for a run is chosen: where several would do, the fastest for a model of this size, measured once per machine. */
export function chooseDevice(device: DeviceStatus | null, experiment: Experiment, measurements: readonly Measurement[]): DeviceChoice {
  if (!device?.automatic || stepFlops(experiment) < tiny) return { how: "given" };
  const known = measuredFor(device, experiment, measurements);
  const devices = usable(device);
  // Nothing else is left, though a run that was continued may have led away from it.
  if (devices.length < 2) return devices[0] && devices[0].backend !== device.backend ? { how: "remembered", backend: devices[0].backend } : { how: "given" };
  if (!known) return { how: "measure" };
  const byTime = [known.backend, ...known.rows.filter(({ milliseconds }) => milliseconds !== undefined).map((row) => row.backend)];
  const best = byTime.find((name) => devices.some((one) => one.backend === name));
  return best ? { how: "remembered", backend: best } : { how: "given" };
}

/** Whether a run of this design would be trained on a graphics card, as far as can be told before it begins. */
export function trainsOnCard(device: DeviceStatus | null, experiment: Experiment, measurements: readonly Measurement[]): boolean {
  const choice = chooseDevice(device, experiment, measurements);
  const backend = choice.how === "remembered" ? choice.backend : device?.backend;
  return backend === "webgl" || backend === "webgpu";
}

/** For a device that could not be timed: it is not tried again in this visit. */
export function withoutFigures(device: DeviceStatus, experiment: Experiment, measurements: readonly Measurement[]): readonly Measurement[] {
  return [...measurements, { key: keyOf(device, experiment), backend: device.backend, rows: [] }];
}

/** The measurements with a new one; those of longest ago go. */
export function rememberDevice({ device, rows }: Calibration, experiment: Experiment, preferences: Preferences): readonly Measurement[] {
  const key = keyOf(device, experiment);
  const others = readMeasurements(preferences).filter((one) => one.key !== key);
  const all = [...others, { key, backend: device.backend, rows }].slice(-mostKept);
  preferences.write("calibration", JSON.stringify(all));
  return all;
}
