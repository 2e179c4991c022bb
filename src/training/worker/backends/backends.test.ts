import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { text } from "../../../schema";
import { fitOn, gather } from "../data";
import { hasRelaxedSimd } from "../engine/kernels";
import { learners } from "../engine/makeFusedLearner";
import { nodeBackends, startInNode, wasmOnDisk } from "../testing/backends";
import { drawnDataset } from "../testing/session";
import { tf } from "../tf";
import { cpu } from "./cpu";
import type { Backend } from "./define";
import { Device } from "./device";
import { cardName, rendersInSoftware } from "./renderer";
import { hasVectors, threadsFor } from "./wasm";
import { webgl } from "./webgl";
import { webgpu } from "./webgpu";
import { firstNet } from "../testing/firstNet";

describe("renderers", () => {
  it.each([
    ["ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)", "SwiftShader", true],
    ["ANGLE (Mesa, llvmpipe (LLVM 15.0.7 256 bits), OpenGL 4.5)", "llvmpipe (LLVM 15.0.7 256 bits)", true],
    ["ANGLE (Microsoft, Microsoft Basic Render Driver Direct3D11 vs_5_0 ps_5_0, D3D11)", "Microsoft Basic Render Driver", true],
    ["ANGLE (Apple, ANGLE Metal Renderer: Apple M2, Unspecified Version)", "Apple M2", false],
    ["ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 (0x00002504) Direct3D11 vs_5_0 ps_5_0, D3D11)", "NVIDIA GeForce RTX 3060", false],
    ["ANGLE (Intel, Mesa Intel(R) UHD Graphics 620 (KBL GT2), OpenGL 4.6)", "Intel(R) UHD Graphics 620 (KBL GT2)", false],
    ["ANGLE (NVIDIA Corporation, NVIDIA GeForce GTX 1080/PCIe/SSE2, OpenGL 4.5.0)", "NVIDIA GeForce GTX 1080/PCIe/SSE2", false],
    ["Apple GPU", "Apple GPU", false],
    ["Mali-G78", "Mali-G78", false],
  ])("%s is %s", (renderer, name, software) => {
    expect(cardName(renderer)).toBe(name);
    expect(rendersInSoftware(renderer)).toBe(software);
  });
});

it("leaves a core to the page where there are enough, and asks tfjs for no more than eight threads", () => {
  expect([1, 2, 3, 4, 8, 9, 64].map(threadsFor)).toEqual([1, 2, 2, 3, 7, 8, 8]);
});

describe("probing where there is nothing", () => {
  it("gives reasons instead of throwing", async () => {
    expect(await webgl.probe()).toMatchObject({ label: "WebGL", reason: { en: expect.stringContaining("graphics") as string } });
    expect(await webgpu.probe()).toMatchObject({ label: "WebGPU", reason: { en: expect.stringContaining("WebGPU") as string } });
    expect(await wasmOnDisk.probe()).toEqual({ label: "WASM SIMD · 1 thread", software: false });
  });
});

describe("a browser without WebAssembly", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("has no vectors, says why, and trains a small net in plain JavaScript", async () => {
    await startInNode("cpu");
    vi.stubGlobal("WebAssembly", undefined);
    expect([hasVectors(), hasRelaxedSimd()]).toEqual([false, false]);
    expect((await wasmOnDisk.probe()).reason!.en).toBe("this browser has no WebAssembly");
    const device = new Device(nodeBackends);
    expect(await device.status()).toMatchObject({ backend: "cpu", automatic: true });
    const experiment = firstNet;
    const dataset = drawnDataset(experiment);
    const fitted = fitOn(dataset, experiment.preprocessing, dataset.train.count);
    const learner = await learners(device)({ experiment, fitted });
    const { samples, targets } = gather(dataset, "train", Uint32Array.from({ length: 10 }, (_, i) => i), fitted);
    for (let step = 0; step < 200; step++) learner.train(samples, targets, 10);
    const sums = await learner.read();
    expect(learner.label).toBeUndefined();
    expect(sums.at(-1).loss).toBeLessThan(0.7 * sums[0]!.loss);
    learner.dispose();
  });
});

describe("the device", () => {
  beforeAll(() => startInNode("cpu"));

  const fake = (backend: Backend["backend"], change: Partial<Backend>): Backend => ({
    backend,
    queued: true,
    probe: () => Promise.resolve({ label: backend, software: false }),
    load: () => Promise.resolve(),
    ...change,
  });
  const broken = fake("webgpu", { load: () => Promise.reject(new Error("no driver")) });
  const software = fake("webgl", { probe: () => Promise.resolve({ label: "WebGL · SwiftShader", software: true }) });
  const absent = fake("webgl", { probe: () => Promise.resolve({ label: "WebGL", software: false, reason: text("none here", "没有") }) });

  it("is the best one that starts, and says why the others are not", async () => {
    const device = new Device([broken, absent, wasmOnDisk, cpu]);
    const status = await device.status();
    expect(status).toMatchObject({ backend: "wasm", automatic: true, label: "WASM SIMD · 1 thread" });
    expect(status.available.map(({ backend, reason }) => [backend, reason?.en])).toEqual([
      ["webgpu", "it did not start: no driver"],
      ["webgl", "none here"],
      ["wasm", undefined],
      ["cpu", undefined],
    ]);
    expect(status.available.map(({ failed }) => failed)).toEqual([true, undefined, undefined, undefined]);
    expect(tf.getBackend()).toBe("wasm");
  });

  it("never draws by software unless a person says so", async () => {
    const device = new Device([software, ...nodeBackends]);
    expect(await device.status()).toMatchObject({ backend: "wasm" });
    // The fake cannot start; but it is tried, not refused outright.
    await expect(device.use("webgl")).rejects.toThrow(/WebGL · SwiftShader cannot be used: it did not start/);
    expect(await device.status()).toMatchObject({ backend: "wasm", automatic: true });
  });

  it("is what a person chose, until the choice is given back", async () => {
    const device = new Device(nodeBackends);
    expect(await device.use("cpu")).toMatchObject({ backend: "cpu", automatic: false });
    expect(await device.status()).toMatchObject({ backend: "cpu", automatic: false });
    expect(await device.use("auto")).toMatchObject({ backend: "wasm", automatic: true });
  });

  it("knows what it is on without starting anything", async () => {
    let loads = 0;
    const device = new Device([fake("webgpu", { load: () => (loads++, Promise.reject(new Error("no driver"))) }), ...nodeBackends]);
    expect(device.isOn("cpu", false)).toBe(false);
    await device.use("cpu");
    expect(device.isOn("cpu", false)).toBe(true);
    expect(device.isOn("cpu", true)).toBe(false);
    expect(loads).toBe(0);
  });

  it("stays as it is when the chosen one cannot be had", async () => {
    const device = new Device([broken, absent, ...nodeBackends]);
    await device.use("cpu");
    await expect(device.use("webgpu")).rejects.toThrow("webgpu cannot be used: it did not start: no driver");
    await expect(device.use("webgl")).rejects.toThrow("WebGL cannot be used: none here");
    expect(await device.status()).toMatchObject({ backend: "cpu", automatic: false });
    expect(tf.getBackend()).toBe("cpu");
  });

  it("refuses when nothing starts, and tries again when asked again", async () => {
    let drivers = false;
    const device = new Device([fake("webgpu", { load: () => (drivers ? cpu.load() : Promise.reject(new Error("no driver"))), backend: "cpu" })]);
    await expect(device.status()).rejects.toThrow("no backend could be started: it did not start: no driver");
    drivers = true;
    expect(await device.status()).toMatchObject({ backend: "cpu" });
  });

  it("is started once for all who ask at the same time", async () => {
    let loads = 0;
    const counted = fake("cpu", { load: () => (loads++, cpu.load()) });
    const device = new Device([counted]);
    await Promise.all([device.status(), device.status(), device.status()]);
    expect(loads).toBe(1);
  });
});
