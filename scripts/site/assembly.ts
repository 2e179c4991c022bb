import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import type { Plugin } from "vite";

const folder = fileURLToPath(new URL("../../src/training/worker/engine/assembly/", import.meta.url));
/** Compiling takes seconds, so a build is kept until a source changes. */
const cache = fileURLToPath(new URL("../../node_modules/.cache/layerloom/", import.meta.url));
const name = "virtual:engine-kernels";

/** The builds of the engine's kernels: with and without fused multiply-add, with and without shared memory. */
const builds = {
  plain: ["--enable", "simd"],
  relaxed: ["--enable", "simd", "--enable", "relaxed-simd"],
  plainShared: ["--enable", "simd", "--enable", "threads", "--sharedMemory", "--maximumMemory", "32768"],
  relaxedShared: ["--enable", "simd", "--enable", "relaxed-simd", "--enable", "threads", "--sharedMemory", "--maximumMemory", "32768"],
};

async function compile(features: readonly string[]): Promise<string> {
  let binary: Uint8Array | null = null;
  const { error, stderr } = await asc.main(
    ["index.ts", "--outFile", "kernels.wasm", "-O3", "--noAssert", "--runtime", "stub", "--importMemory", "--initialMemory", "1", "--baseDir", folder, ...features],
    { writeFile: (file: string, contents: string | Uint8Array) => void (file.endsWith(".wasm") && (binary = contents as Uint8Array)) },
  );
  // The compiler's own messages; its types do not say that the stream can be read as text.
  const messages = (stderr as { toString(): string }).toString();
  if (error || !binary) throw new Error(`assembly/: ${error?.message ?? "nothing was compiled"}\n${messages}`);
  return Buffer.from(binary).toString("base64");
}

function compiled(): Promise<Record<string, string>> {
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts"));
  const hash = createHash("sha256").update(JSON.stringify(builds));
  for (const file of files) hash.update(readFileSync(join(folder, file)));
  const kept = join(cache, `kernels-${hash.digest("hex").slice(0, 16)}.json`);
  if (existsSync(kept)) return Promise.resolve(JSON.parse(readFileSync(kept, "utf8")) as Record<string, string>);
  return (async () => {
    const modules: Record<string, string> = {};
    for (const [build, features] of Object.entries(builds)) modules[build] = await compile(features);
    mkdirSync(cache, { recursive: true });
    writeFileSync(kept, JSON.stringify(modules));
    return modules;
  })();
}

/** Compiles the engine's AssemblyScript into the page: 20 kB a build, so they travel inside the worker's script. */
export function engineKernels(): Plugin {
  return {
    name: "layerloom:engine-kernels",
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    async load(id) {
      if (id !== `\0${name}`) return undefined;
      for (const file of readdirSync(folder)) this.addWatchFile(join(folder, file));
      return `export const kernelModules = ${JSON.stringify(await compiled())};`;
    },
  };
}
