import type { MathBackendWebGL } from "@tensorflow/tfjs-backend-webgl";
import { text } from "../../../schema";
import type { Backend, Probe } from "./define";
import { cardName, rendersInSoftware } from "./renderer";

const unusable = (en: string, zh: string): Probe => ({ label: "WebGL", software: false, reason: text(en, zh) });

function look(): Probe {
  if (typeof OffscreenCanvas === "undefined") {
    return unusable("this browser has no graphics in background threads", "此浏览器不支持在后台线程中使用图形处理器");
  }
  const gl = new OffscreenCanvas(1, 1).getContext("webgl2");
  if (!gl) return unusable("this browser gives no WebGL 2 here", "此浏览器在这里不提供 WebGL 2");
  try {
    const info = gl.getExtension("WEBGL_debug_renderer_info");
    const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
    const probe: Probe = { label: `WebGL · ${cardName(renderer)}`, software: rendersInSoftware(renderer) };
    if (gl.getExtension("EXT_color_buffer_float")) return probe;
    // With half precision gradients below 6e-8 are lost and Keras's epsilon of 1e-7 is none: training would mislead.
    return {
      ...probe,
      reason: text("this graphics card computes with half precision only", "此图形处理器只支持半精度计算"),
    };
  } finally {
    gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
}

/** The graphics card through WebGL 2. */
export const webgl: Backend = {
  backend: "webgl",
  card: true,
  probe() {
    try {
      return Promise.resolve(look());
    } catch (error) {
      return Promise.resolve(unusable(`WebGL failed: ${String(error)}`, `WebGL 出错：${String(error)}`));
    }
  },
  async load(tf) {
    await import("@tensorflow/tfjs-backend-webgl");
    // tfjs would not open a software context; whoever picks one has been told that it is slow.
    tf.env().set("SOFTWARE_WEBGL_ENABLED", true);
  },
  onLost(tf, tell) {
    const { canvas } = (tf.backend() as MathBackendWebGL).getGPGPUContext().gl;
    canvas.addEventListener("webglcontextlost", tell, { once: true });
  },
};
