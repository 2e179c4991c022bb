/** Renderers that draw with the processor: SwiftShader, Mesa's llvmpipe and softpipe, Windows's Basic Render Driver (WARP). */
export const rendersInSoftware = (renderer: string): boolean =>
  /swiftshader|llvmpipe|softpipe|software|basic render|\bwarp\b/i.test(renderer);

/**
 * The card's name out of what a browser says. Chromium wraps it: `ANGLE (maker, device and driver, version)`.
 * `ANGLE (Apple, ANGLE Metal Renderer: Apple M2, Unspecified Version)` → `Apple M2`.
 */
export function cardName(renderer: string): string {
  const wrapped = /^ANGLE \((.*)\)$/s.exec(renderer.trim())?.[1];
  if (!wrapped) return renderer.trim() || "?";
  const device = wrapped.split(", ")[1] ?? wrapped;
  const inner = /SwiftShader/i.test(wrapped)
    ? "SwiftShader"
    : device
        .replace(/^ANGLE Metal Renderer: /, "")
        .replace(/^Vulkan [\d.]+ \((.*?)(?: \(0x[0-9A-F]+\))?\)$/i, "$1")
        .replace(/ \(0x[0-9A-F]+\)/i, "")
        .replace(/ Direct3D\d*.*$/, "")
        .replace(/ (?:OpenGL|vs_\d).*$/, "")
        .replace(/^Mesa /, "");
  return inner.trim() || wrapped;
}
