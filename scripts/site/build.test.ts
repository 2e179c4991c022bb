import { fileURLToPath } from "node:url";
import { build, type Rolldown } from "vite";
import { beforeAll, describe, expect, test } from "vitest";
import config from "../../vite.config.ts";

/** Names and texts of what the site's own settings make of the small page in `small/`. */
let files: ReadonlyMap<string, string>;
const named = (pattern: RegExp): string[] => [...files].filter(([name]) => pattern.test(name)).map(([, text]) => text);

beforeAll(async () => {
  const settings = config({ command: "build", mode: "production" });
  const made = (await build({
    ...settings,
    configFile: false,
    root: fileURLToPath(new URL("small", import.meta.url)),
    logLevel: "error",
    build: { ...settings.build, write: false },
  })) as Rolldown.RolldownOutput;
  files = new Map(made.output.map((file) => [file.fileName, file.type === "chunk" ? file.code : typeof file.source === "string" ? file.source : new TextDecoder().decode(file.source)]));
}, 120_000);

describe("a build with the site's settings", () => {
  test("lists the licences of all packages in it, those of the workers included", () => {
    const [notices] = named(/^NOTICES\.txt$/);
    for (const name of [/^react \d/m, /^fflate \d/m, /^h5wasm \d/m, /^HDF5, in h5wasm/m]) expect(notices).toMatch(name);
    // Nothing of it is in this page.
    expect(notices).not.toMatch(/^zustand \d/m);
    expect(named(/^index\.html$/)[0]).toMatch(/<link rel="license" href="\.\/NOTICES\.txt">/);
  });

  test("leaves licence comments out of the scripts", () => {
    const scripts = named(/\.js$/);
    expect(scripts.length).toBeGreaterThan(2);
    expect(scripts.filter((code) => /@license|@preserve|^\s*\/\*!/m.test(code))).toEqual([]);
  });

  test("has HDF5 once, for the worker", () => {
    expect([...files].filter(([, text]) => text.length > 1_000_000).map(([name]) => name.replace(/-[\w-]{8}\.js$/, ""))).toEqual(["assets/hdf5_hl"]);
    // The page has a piece in its place that says so.
    expect(named(/\.js$/).filter((code) => code.includes("HDF5 is read and written by the files worker"))).toHaveLength(1);
  });

  test("keeps a worker's entry apart: no part that is loaded later imports it", () => {
    const entries = [...files.keys()].filter((name) => /\/worker-[\w-]{8}\.js$/.test(name));
    expect(entries).toHaveLength(1);
    const late = named(/\/late-[\w-]{8}\.js$/);
    expect(late).toHaveLength(1);
    expect(late[0]).toMatch(/from"\.\/worker-start-[\w-]{8}\.js"/);
    expect(named(/\.js$/).filter((code) => code.includes(`"./${entries[0]!.split("/").pop()!}"`))).toEqual([]);
  });

  test("has the policy in the page and the headers beside it", () => {
    expect(named(/^index\.html$/)[0]).toContain(`<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;`);
    expect(named(/^_headers$/)[0]).toContain("Cross-Origin-Embedder-Policy: require-corp");
  });
});
