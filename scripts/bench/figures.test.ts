import { expect, test } from "vitest";
import { digits, pairwise, rivalOf, spreadOf, type Results } from "./figures";
import { intoReadme, section } from "./report";

test("the median is the middle one, or the mean of the two in the middle", () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
  expect(spreadOf([10, 1, 4, 2])).toEqual({ median: 3, min: 1, max: 10 });
  expect(spreadOf([5])).toEqual({ median: 5, min: 5, max: 5 });
});

test("ratios pair the rounds that both ran", () => {
  expect(pairwise([2, 4, 5], [6, 2])).toEqual([3, 0.5]);
});

test("three digits count", () => {
  expect([0.01234, 1.2345, 123.45, 12345].map(digits)).toEqual(["0.0123", "1.23", "123", "12,300"]);
});

test("everybody is compared at the same work; our way through tfjs with tfjs's bare loop on the same backend", () => {
  expect(["tfjs-webgl", "convnetjs", "layerloom, 60 maps/s"].map(rivalOf)).toEqual(["layerloom", "layerloom", "layerloom"]);
  expect(rivalOf("layerloom-webgl")).toBe("tfjs-webgl");
  expect(rivalOf("tfjs-webgl, with training")).toBe("layerloom, with training");
});

const results: Results = {
  machine: { processor: "A processor", cores: 2, browser: "Chromium 1", graphics: "ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)" },
  workloads: {
    "cifar-cnn": {
      layerloom: { median: 10, min: 9, max: 12, unit: "ms/step", on: "WASM" },
      "tfjs-wasm": { none: "throws: Conv2DBackpropFilter" },
      "tfjs-webgpu": { none: "no graphics card" },
      "layerloom-webgl": { median: 40, min: 38, max: 41, unit: "ms/step", on: "WebGL · card" },
      "tfjs-cpu": { median: 1000, min: 900, max: 1100, unit: "ms/step", on: "cpu" },
    },
    "tiny-2d": { "layerloom, 60 maps/s": { median: 90, min: 80, max: 100, unit: "epochs/s", on: "WASM" } },
  },
  ratios: {
    "tiny-2d": { "layerloom, 60 maps/s": { median: 0.9, min: 0.8, max: 1 } },
    "cifar-cnn": { "tfjs-cpu": { median: 100, min: 90, max: 110 }, "layerloom-webgl": { median: 0.97, min: 0.95, max: 1 } },
  },
  measured: { "cifar-cnn": "2026-01-02" },
};

test("the README's section has figures, ratios and reasons, and only engines that could run somewhere", () => {
  const text = section(results);
  expect(text).toContain("| layerloom | 10 ms/step (9–12) |  |");
  expect(text).toContain("| tfjs-cpu | 1,000 ms/step (900–1,100), ours is 100 × as fast |  |");
  expect(text).toContain("| tfjs-wasm | throws: Conv2DBackpropFilter |  |");
  expect(text).toContain("| layerloom, 60 maps/s |  | 90 epochs/s (80–100), 0.9 of its speed alone |");
  expect(text).toContain("| layerloom-webgl | 40 ms/step (38–41), 0.97 of the speed of tfjs-webgl's bare loop |  |");
  expect(text).not.toContain("| tfjs-webgpu");
});

test("whether a graphics card took part is what the browser said when it was measured", () => {
  expect(section(results)).toContain("It has not been run on a graphics card; WebGL is drawn by the processor here.");
  const graphics = "ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 (0x00002504) Direct3D11 vs_5_0 ps_5_0, D3D11)";
  const onCard = section({ ...results, machine: { ...results.machine, graphics } });
  expect(onCard).toContain("WebGL and WebGPU are those of its graphics card, NVIDIA GeForce RTX 3060.");
  expect(onCard).not.toContain("has not been run");
});

test("only what is between the marks is written anew", () => {
  const readme = "before\n<!-- bench -->\nold\n<!-- /bench -->\nafter\n";
  expect(intoReadme(readme, results)).toBe(`before\n<!-- bench -->\n${section(results)}\n<!-- /bench -->\nafter\n`);
  expect(() => intoReadme("no marks", results)).toThrow("<!-- bench -->");
});
