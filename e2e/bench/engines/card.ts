/** The graphics card's name as WebGPU tells it. Throws where there is none, or only one that the processor plays. */
export async function graphicsCard(): Promise<string> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter || adapter.info.isFallbackAdapter || /swiftshader|llvmpipe/i.test(`${adapter.info.vendor} ${adapter.info.architecture}`)) {
    throw new Error("no graphics card");
  }
  return `${adapter.info.vendor} ${adapter.info.architecture}`;
}
