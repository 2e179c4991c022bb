import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { text } from "../../../schema";
import type { Backend, Probe } from "./define";
import { rendersInSoftware } from "./renderer";

const unusable = (en: string, zh: string): Probe => ({ label: "WebGPU", software: false, reason: text(en, zh) });

/** `nvidia ampere`, `apple metal-3`: makers and families, which is all that browsers tell. */
function adapterName(info: GPUAdapterInfo | undefined): string {
  const parts = [info?.vendor, info?.description || info?.device || info?.architecture].filter(Boolean);
  return parts.join(" ");
}

async function look(): Promise<Probe> {
  const gpu = typeof navigator === "undefined" ? undefined : navigator.gpu;
  if (!gpu) return unusable("this browser has no WebGPU here", "此浏览器在这里不支持 WebGPU");
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) return unusable("WebGPU finds no graphics card", "WebGPU 未找到图形处理器");
  const name = adapterName(adapter.info);
  const label = name ? `WebGPU · ${name}` : "WebGPU";
  // Older browsers have the mark on the adapter, newer ones on its description.
  const marked = adapter.info?.isFallbackAdapter || (adapter as { isFallbackAdapter?: boolean }).isFallbackAdapter;
  return { label, software: Boolean(marked) || rendersInSoftware(name) };
}

/** The graphics card through WebGPU. */
export const webgpu: Backend = {
  backend: "webgpu",
  card: true,
  async probe() {
    try {
      return await look();
    } catch (error) {
      return unusable(`WebGPU failed: ${String(error)}`, `WebGPU 出错：${String(error)}`);
    }
  },
  async load() {
    await import("@tensorflow/tfjs-backend-webgpu");
  },
  onLost(tf, tell) {
    void (tf.backend() as WebGPUBackend).device.lost.then(tell);
  },
};
