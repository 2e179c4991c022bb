import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import all from "spdx-license-list/full.js";
import type { Plugin } from "vite";

/** A package whose code is in the build. */
interface Shipped {
  readonly name: string;
  readonly version: string;
  /** Its licence as an SPDX expression. */
  readonly licence: string;
  readonly author: string;
  /** The texts that it asks to hand on: licence files and notices, in the order of their names. */
  readonly texts: readonly string[];
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string | { readonly type?: string };
  readonly author?: string | { readonly name?: string };
}

const isText = (name: string): boolean => /^(?:licen[cs]e|copying|notice|3rdparty|third)/i.test(name);

/** The folder of the package that a file is from; undefined for a file of our own. */
function packageFolder(file: string): string | undefined {
  for (let folder = dirname(file); folder.includes("node_modules"); folder = dirname(folder)) {
    // A folder inside a package may have a package.json of its own, without a name, for the kind of its modules.
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && (JSON.parse(readFileSync(manifest, "utf8")) as Manifest).name !== undefined) return folder;
  }
  return undefined;
}

function shipped(folder: string): Shipped {
  const { name = folder, version = "", license, author } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  return {
    name,
    version,
    licence: (typeof license === "string" ? license : license?.type) ?? "",
    author: (typeof author === "string" ? author : author?.name) ?? "",
    texts: readdirSync(folder)
      .filter(isText)
      .sort()
      .map((file) => readFileSync(join(folder, file), "utf8").trim()),
  };
}

/** Native libraries that a package has compiled into its WebAssembly and whose texts it does not bring. */
const compiledIn: Readonly<Record<string, readonly { readonly name: string; readonly licence: string; readonly holder: string }[]>> = {
  h5wasm: [{ name: "HDF5", licence: "HDF5", holder: "The HDF Group; the Board of Trustees of the University of Illinois" }],
  "@tensorflow/tfjs-backend-wasm": [
    { name: "XNNPACK", licence: "BSD-3-Clause", holder: "Facebook, Inc. and its affiliates; 2019 Google LLC" },
    { name: "Emscripten", licence: "MIT", holder: "2010-2014 Emscripten authors" },
  ],
};

/** The text of a licence by its SPDX identifier, with the holder's name where the text has a place for one. */
function standardText(licence: string, holder: string, of: string): string {
  const texts = licence.split(" AND ").map((id) => all[id]?.licenseText);
  if (texts.includes(undefined)) {
    throw new Error(`${of} is shipped under ${licence || "an unknown licence"}, and its package has no licence text: add it to scripts/site/notices.ts`);
  }
  return texts.join("\n\n").replace(/<year> /g, "").replace(/<(?:owner|copyright holders)>/g, holder).trim();
}

/**
 * One text file: every package with its version, licence and texts. Equal texts stand once, under all packages that have them.
 * Throws where a text is missing.
 */
export function noticesFile(folders: Iterable<string>): string {
  const packages = [...folders].map(shipped).sort((a, b) => a.name.localeCompare(b.name, "en") || a.version.localeCompare(b.version, "en"));
  const byText = new Map<string, string[]>();
  const add = (text: string, name: string): void => void byText.set(text, [...(byText.get(text) ?? []), name]);
  for (const one of packages) {
    const texts = one.texts.length > 0 ? one.texts : [standardText(one.licence, one.author || `the authors of ${one.name}`, one.name)];
    for (const text of texts) add(text, `${one.name} ${one.version} (${one.licence})`);
    for (const { name, licence, holder } of compiledIn[one.name] ?? []) add(standardText(licence, holder, name), `${name}, in ${one.name} (${licence}); Copyright ${holder}`);
  }
  const sections = [...byText].map(([text, names]) => `${names.join("\n")}\n\n${text}\n`);
  return ["This site contains code of the following packages under these licences.\n", ...sections].join(`\n${"-".repeat(80)}\n\n`);
}

/**
 * Collects the packages whose code gets into the build, that of the workers included, and puts their licences into
 * `NOTICES.txt`. The comments with licences can then stay out of the scripts. Use the same collector in the page's plugins
 * and in the workers': workers are built before the page is written.
 */
export function notices(): { readonly collect: () => Plugin; readonly write: () => Plugin } {
  const folders = new Set<string>();
  const take = (ids: readonly string[]): void => {
    for (const id of ids) {
      const folder = packageFolder(id.replace(/^\0/, "").replace(/\?.*$/, ""));
      if (folder !== undefined) folders.add(folder);
    }
  };
  const collect = (): Plugin => ({
    name: "layerloom:notices",
    apply: "build",
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) if (file.type === "chunk") take(file.moduleIds);
    },
  });
  return {
    collect,
    write: () => ({
      name: "layerloom:notices-file",
      apply: "build",
      transformIndexHtml: () => [{ tag: "link", attrs: { rel: "license", href: "./NOTICES.txt" }, injectTo: "head" }],
      generateBundle(_options, bundle) {
        for (const file of Object.values(bundle)) if (file.type === "chunk") take(file.moduleIds);
        this.emitFile({ type: "asset", fileName: "NOTICES.txt", source: noticesFile(folders) });
      },
    }),
  };
}
