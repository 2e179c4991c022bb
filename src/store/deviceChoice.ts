import { inferStack } from "../architecture";
import { examine, type Experiment } from "../experiment";
import type { Preferences } from "../storage/types";
import type { BackendName, Calibration, DeviceStatus } from "../training/protocol";

/** What was measured on this machine is remembered for so many sizes of model. */
const mostKept = 50;

/** Work of one step below which a graphics card is not worth asking: the engine on the processor is done before it answers. */
const tiny = 20_000_000;

/** Floating-point operations of one training step: forward, and twice as many backward. */
function stepFlops(experiment: Experiment): number {
  const { sampleShape } = examine(experiment).flow;
  return 3 * inferStack(experiment.layers, sampleShape).flops * experiment.fit.batch_size;
}

const worthTiming = ({ available }: DeviceStatus) => available.filter(({ backend, software, reason }) => !software && !reason && backend !== "cpu");

/** The machine's devices and the size of the model, within a factor of two: what a measurement holds for. */
function keyOf(device: DeviceStatus, experiment: Experiment): string {
  const devices = worthTiming(device).map(({ label }) => label);
  return [...devices, `2^${Math.round(Math.log2(Math.max(1, stepFlops(experiment))))}`].join(" / ");
}

/** What was measured before, by machine and size of the model; anything else that lies there is ignored. */
function readKept(preferences: Preferences): readonly (readonly [string, string])[] {
  try {
    const raw: unknown = JSON.parse(preferences.read("calibration") ?? "[]");
    if (!Array.isArray(raw)) return [];
    return raw.filter((entry): entry is [string, string] => Array.isArray(entry) && typeof entry[0] === "string" && typeof entry[1] === "string");
  } catch {
    return [];
  }
}

export type DeviceChoice =
  /** Nothing to choose, or a person has chosen. */
  | { readonly how: "given" }
  | { readonly how: "measure" }
  | { readonly how: "remembered"; readonly backend: BackendName };

/** How the device for a run is chosen: where several would do, the fastest for a model of this size, measured once per machine. */
export function chooseDevice(device: DeviceStatus | null, experiment: Experiment, preferences: Preferences): DeviceChoice {
  if (!device?.automatic || worthTiming(device).length < 2 || stepFlops(experiment) < tiny) return { how: "given" };
  const key = keyOf(device, experiment);
  const kept = readKept(preferences).find(([known]) => known === key)?.[1];
  const found = worthTiming(device).find(({ backend }) => backend === kept);
  return found ? { how: "remembered", backend: found.backend } : { how: "measure" };
}

export function rememberDevice({ device }: Calibration, experiment: Experiment, preferences: Preferences): void {
  const key = keyOf(device, experiment);
  const others = readKept(preferences).filter(([known]) => known !== key);
  preferences.write("calibration", JSON.stringify([...others, [key, device.backend]].slice(-mostKept)));
}
