import { expect, test } from "vitest";
import { edits, presets, type Experiment } from "../experiment";
import type { Preferences } from "../storage/types";
import type { DeviceStatus } from "../training/protocol";
import { chooseDevice, rememberDevice } from "./deviceChoice";

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
  expect(chooseDevice(device({ available: device().available.slice(1) }), recipe, memory())).toEqual({ how: "given" });
  expect(chooseDevice(device(), tiny, memory())).toEqual({ how: "given" });
  expect(chooseDevice(null, recipe, memory())).toEqual({ how: "given" });
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
