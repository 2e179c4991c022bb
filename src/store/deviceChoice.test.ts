import { expect, test } from "vitest";
import { edits, presets, type Experiment } from "../experiment";
import { text } from "../schema";
import type { Preferences } from "../storage/types";
import type { DeviceStatus } from "../training/protocol";
import { chooseDevice as choose, measuredFor, readMeasurements, rememberDevice } from "./deviceChoice";

const recipe = presets.find(({ id }) => id === "recipe-mended")!.experiment;
const tiny = presets[0]!.experiment;

const device = (change: Partial<DeviceStatus> = {}): DeviceStatus => ({
  backend: "webgpu",
  automatic: true,
  label: "WebGPU · card",
  available: [
    { backend: "webgpu", label: "WebGPU · card", software: false },
    { backend: "webgl", label: "WebGL · software", software: true },
    { backend: "wasm", label: "WASM SIMD · 7 threads", software: false },
    { backend: "cpu", label: "CPU · JavaScript", software: false },
  ],
  ...change,
});

function memory(): Preferences & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return { kept, read: (key) => kept.get(key) ?? null, write: (key, value) => void kept.set(key, value) };
}

/** As at a visit that begins with what lies in the browser. */
const chooseDevice = (status: DeviceStatus | null, doc: Experiment, preferences: Preferences) => choose(status, doc, readMeasurements(preferences));

const units = (doc: Experiment, count: number): Experiment => edits.setLayerValues(doc, doc.layers[0]!.id, { units: count });

test("two devices that would do are measured once, and what was found holds for models of that size", () => {
  const preferences = memory();
  expect(chooseDevice(device(), recipe, preferences)).toEqual({ how: "measure" });
  rememberDevice({ rows: [], device: device({ backend: "wasm" }) }, recipe, preferences);
  expect(chooseDevice(device(), recipe, preferences)).toEqual({ how: "remembered", backend: "wasm" });
  // 10 % more work is the same size, sixteen times as much is not.
  expect(chooseDevice(device(), units(recipe, 560), preferences)).toEqual({ how: "remembered", backend: "wasm" });
  expect(chooseDevice(device(), units(recipe, 8192), preferences)).toEqual({ how: "measure" });
});

test("another card, or one that has gone, is measured anew", () => {
  const preferences = memory();
  rememberDevice({ rows: [], device: device() }, recipe, preferences);
  const [, ...others] = device().available;
  const newCard = device({ available: [{ backend: "webgpu", label: "WebGPU · new card", software: false }, ...others] });
  expect(chooseDevice(newCard, recipe, preferences)).toEqual({ how: "measure" });
});

test("nothing is measured where a person chose, where there is one device only, or for a net that is too small for a card", () => {
  expect(chooseDevice(device({ automatic: false }), recipe, memory())).toEqual({ how: "given" });
  expect(chooseDevice(device({ backend: "wasm", available: device().available.slice(1) }), recipe, memory())).toEqual({ how: "given" });
  expect(chooseDevice(device(), tiny, memory())).toEqual({ how: "given" });
  expect(chooseDevice(null, recipe, memory())).toEqual({ how: "given" });
});

test("where one device only is left, a run goes there, whatever one that was continued has led to", () => {
  const cpu = device({ backend: "cpu", available: device().available.slice(1) });
  expect(chooseDevice(cpu, recipe, memory())).toEqual({ how: "remembered", backend: "wasm" });
});

test("a device that does not start is measured once: at the next visit its failure is remembered, and so are the figures", () => {
  const preferences = memory();
  const card = { backend: "webgpu" as const, label: "WebGPU · card", software: false };
  const webgl = { backend: "webgl" as const, label: "WebGL · card", software: false };
  const wasm = { backend: "wasm" as const, label: "WASM SIMD · 7 threads", software: false };
  const atFirst = device({ backend: "webgpu", available: [card, webgl, wasm] });
  const reason = text("it did not start: no driver", "启动失败：no driver");
  const afterwards = device({ backend: "wasm", available: [card, { ...webgl, reason, failed: true }, wasm] });
  const rows = [
    { backend: "wasm" as const, label: "WASM SIMD · 7 threads", milliseconds: 12.5 },
    { backend: "webgpu" as const, label: "WebGPU · card", milliseconds: 40 },
    { backend: "webgl" as const, label: "WebGL · card", reason },
  ];
  rememberDevice({ rows, device: afterwards }, recipe, preferences);
  for (const visit of [atFirst, afterwards]) {
    expect(chooseDevice(visit, recipe, preferences)).toEqual({ how: "remembered", backend: "wasm" });
    expect(measuredFor(visit, recipe, readMeasurements(preferences))?.rows).toEqual(rows);
  }
  // Where the fastest does not start any more, the next one is taken.
  const gone = device({ backend: "webgpu", available: [card, webgl, { ...wasm, reason, failed: true }] });
  expect(chooseDevice(gone, recipe, preferences)).toEqual({ how: "remembered", backend: "webgpu" });
});

test("what earlier versions kept, a device without figures, still holds", () => {
  const preferences = memory();
  rememberDevice({ rows: [], device: device({ backend: "wasm" }) }, recipe, preferences);
  preferences.write("calibration", JSON.stringify(readMeasurements(preferences).map(({ key, backend }) => [key, backend])));
  expect(chooseDevice(device(), recipe, preferences)).toEqual({ how: "remembered", backend: "wasm" });
  expect(measuredFor(device(), recipe, readMeasurements(preferences))?.rows).toEqual([]);
});

test("what lies there and cannot be read is ignored, and fifty sizes are remembered at most", () => {
  const preferences = memory();
  for (const nonsense of ["{", "7", '[["a"],[1,2],null]']) {
    preferences.write("calibration", nonsense);
    expect(chooseDevice(device(), recipe, preferences)).toEqual({ how: "measure" });
  }
  for (let i = 0; i < 60; i++) {
    const cards = [{ backend: "webgpu" as const, label: `card ${i}`, software: false }, ...device().available.slice(1)];
    rememberDevice({ rows: [], device: device({ available: cards }) }, recipe, preferences);
  }
  expect(JSON.parse(preferences.kept.get("calibration")!)).toHaveLength(50);
});
