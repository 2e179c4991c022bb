import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { text } from "../../../schema";
import { fitOn, gather } from "../data";
import { hasRelaxedSimd } from "../engine/kernels";
import { learners } from "../engine/makeFusedLearner";
import { reportAttempts } from "../attempts";
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

vi.setConfig({ testTimeout: 60_000 });

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
  afterEach(() => reportAttempts(() => undefined));

  const fake = (backend: Backend["backend"], change: Partial<Backend>): Backend => ({
    backend,
    card: backend !== "wasm" && backend !== "cpu",
    probe: () => Promise.resolve({ label: backend, software: false }),
    load: () => Promise.resolve(),
    ...change,
  });
  const broken = fake("webgpu", { load: () => Promise.reject(new Error("no driver")) });
  const software = fake("webgl", { probe: () => Promise.resolve({ label: "WebGL · SwiftShader", software: true }) });
  const absent = fake("webgl", { probe: () => Promise.resolve({ label: "WebGL", software: false, reason: text("none here", "没有") }) });
  const never = <T>(): Promise<T> => new Promise(() => undefined);
  const counted = (count: { loads: number }): Backend => fake("cpu", { load: (tf) => (count.loads++, cpu.load(tf)) });

  /** What the person is told while something is done. */
  async function notesOf(act: () => Promise<unknown>): Promise<string[]> {
    const notes: string[] = [];
    reportAttempts((event) => event.type === "note" && notes.push(event.message.en));
    await act();
    return notes;
  }

  it("starts nothing before a model needs tfjs", async () => {
    const count = { loads: 0 };
    const device = new Device([counted(count)]);
    expect(await device.status()).toMatchObject({ backend: "cpu", automatic: true });
    await device.use("cpu");
    expect(count.loads).toBe(0);
    await device.ready();
    expect(count.loads).toBe(1);
  });

  it("is the best one that starts, says why the others are not, and tells the person", async () => {
    const device = new Device([broken, absent, wasmOnDisk, cpu]);
    expect(await device.status()).toMatchObject({ backend: "webgpu" });
    expect(await notesOf(() => device.ready())).toEqual(["webgpu cannot be used: it did not start: no driver. WASM SIMD · 1 thread is used instead."]);
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

  it("knows what was chosen", async () => {
    const device = new Device(nodeBackends);
    expect(device.isOn("cpu", false)).toBe(false);
    await device.use("cpu");
    expect(device.isOn("cpu", false)).toBe(true);
    expect(device.isOn("cpu", true)).toBe(false);
  });

  it("stays as it is when the chosen one cannot be had", async () => {
    const device = new Device([broken, absent, ...nodeBackends]);
    await device.use("cpu");
    await device.ready();
    await expect(device.use("webgpu")).rejects.toThrow("webgpu cannot be used: it did not start: no driver");
    await expect(device.use("webgl")).rejects.toThrow("WebGL cannot be used: none here");
    expect(await device.status()).toMatchObject({ backend: "cpu", automatic: false });
    expect(tf.getBackend()).toBe("cpu");
  });

  it("refuses when nothing starts, and tries again when asked again", async () => {
    let drivers = false;
    const device = new Device([fake("webgpu", { load: (tf) => (drivers ? cpu.load(tf) : Promise.reject(new Error("no driver"))), backend: "cpu" })]);
    await expect(device.ready()).rejects.toThrow("no backend could be started: it did not start: no driver");
    drivers = true;
    await device.ready();
    expect(await device.status()).toMatchObject({ backend: "cpu" });
  });

  it("is started once for all who need it at the same time", async () => {
    const count = { loads: 0 };
    const device = new Device([counted(count)]);
    await Promise.all([device.ready(), device.ready(), device.ready()]);
    expect(count.loads).toBe(1);
  });

  it("is not one whose look does not end", async () => {
    const device = new Device([fake("webgpu", { probe: never }), ...nodeBackends], { probeWithin: 1 });
    const status = await device.status();
    expect(status.backend).toBe("wasm");
    expect(status.available[0]!.reason!.en).toBe("it did not answer within 1 seconds");
  });

  it("is not what another worker got no answer from", async () => {
    const device = new Device(nodeBackends);
    device.limit({ oneThread: false, without: ["wasm"] });
    expect(await device.status()).toMatchObject({ backend: "cpu", automatic: true });
  });

  /** A backend of tfjs that hangs as often as it has threads and is told to. */
  function hanging(hangs: (threads: number) => boolean): Backend & { readonly started: number[] } {
    const started: number[] = [];
    let threads = 2;
    return {
      ...fake("webgl", { card: false, probe: () => Promise.resolve({ label: `test · ${threads} threads`, software: false }), label: () => Promise.resolve(`test · ${threads} threads`) }),
      started,
      load(tf) {
        if (tf.findBackendFactory("webgl")) tf.removeBackend("webgl");
        tf.registerBackend("webgl", () => {
          started.push(threads);
          return hangs(threads) ? never() : tf.findBackendFactory("cpu")();
        });
        if (!tf.getKernel("Add", "webgl")) tf.copyRegisteredKernels("cpu", "webgl");
        return Promise.resolve();
      },
      useOneThread: () => threads > 1 && ((threads = 1), true),
    };
  }

  it("that hangs is started once more", async () => {
    let first = true;
    const backend = hanging(() => first && !(first = false));
    const device = new Device([backend, cpu], { startWithin: 1 });
    expect(await notesOf(() => device.ready())).toEqual([]);
    expect(backend.started).toEqual([2, 2]);
    expect(await device.status()).toMatchObject({ backend: "webgl", label: "test · 2 threads" });
  });

  it("that hangs again runs with one thread, and the person is told", async () => {
    const backend = hanging((threads) => threads > 1);
    const device = new Device([backend, cpu], { startWithin: 1 });
    expect(await notesOf(() => device.ready())).toEqual(["test · 2 threads did not start with all its threads. It runs with one thread now."]);
    expect(backend.started).toEqual([2, 2, 1]);
    expect(await device.status()).toMatchObject({ backend: "webgl", label: "test · 1 threads" });
  });

  it("that hangs with one thread too gives its place to the next", async () => {
    const backend = hanging(() => true);
    const device = new Device([backend, cpu], { startWithin: 1 });
    expect(await notesOf(() => device.ready())).toEqual(["test · 2 threads cannot be used: it did not answer within 1 seconds. CPU · JavaScript is used instead."]);
    expect(backend.started).toEqual([2, 2, 1]);
    expect(tf.getBackend()).toBe("cpu");
  });
});
