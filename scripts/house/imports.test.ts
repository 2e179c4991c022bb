import { expect, test } from "vitest";
import { cyclesIn, importsOf, packagesWith, sourcesIn, type Import } from "./sources.ts";

/** What a room may import of the others. `types` are allowed as `import type` only. `room/file` allows that file only. */
interface Rights {
  readonly may: readonly string[];
  readonly types?: readonly string[];
}

const foundation = ["schema", "random"];
/** The rooms that describe an experiment. They run anywhere, also without a browser. */
const pure = [...foundation, "datasets", "preprocessing", "layers", "architecture", "compile", "callbacks", "evaluation", "experiment"];

const rooms: Readonly<Record<string, Rights>> = {
  schema: { may: [] },
  random: { may: [] },
  i18n: { may: [] },
  datasets: { may: foundation },
  layers: { may: foundation },
  callbacks: { may: [...foundation, "compile"] },
  evaluation: { may: foundation },
  compile: { may: [...foundation, "layers"] },
  preprocessing: { may: foundation, types: ["datasets"] },
  architecture: { may: [...foundation, "layers"] },
  experiment: { may: pure },
  training: { may: pure },
  runs: { may: pure, types: ["training/protocol"] },
  models: { may: [...pure, "runs", "training/alive", "training/channel", "training/lockDown", "training/pending"], types: ["training/protocol"] },
  storage: { may: [...pure, "runs", "models", "training/checkpoint", "training/backendNames"], types: ["training/protocol"] },
  store: { may: [...pure, "runs", "models", "training/backendNames"], types: ["training/protocol", "training/checkpoint", "training/client", "storage"] },
  ui: { may: ["schema", "i18n"] },
  views: { may: [...pure, "runs", "models", "store", "ui", "i18n"], types: ["training/protocol"] },
};

const sources = sourcesIn("src");
const imports = sources.flatMap(importsOf);
const insideSrc = imports.filter(({ ours, to }) => ours && to.startsWith("src/")).map((one) => ({ ...one, to: one.to.slice("src/".length) }));
const roomOf = (path: string) => path.replace(/^src\//, "").split("/")[0]!;
const show = ({ from, to, typeOnly }: Import) => `${from} → ${to}${typeOnly ? " (types)" : ""}`;

/** Wiring stands above the rooms: `main.tsx` and what else lies directly in `src`, and the training worker's own start. */
const isWiring = (path: string) => /^src\/[^/]+$/.test(path) || path === "src/training/worker/main.ts";

test("every room imports only what the table allows, types included", () => {
  const allowed = (list: readonly string[], to: string) => list.some((entry) => to === entry || to.startsWith(`${entry}/`));
  const wrong = insideSrc.filter(({ from, to, typeOnly }) => {
    if (isWiring(from) || roomOf(from) === roomOf(to)) return false;
    const rights = rooms[roomOf(from)];
    return rights === undefined || !(allowed(rights.may, to) || (typeOnly && allowed(rights.types ?? [], to)));
  });
  expect(wrong.map(show)).toEqual([]);
});

test("every folder of src is a room of the table", () => {
  const found = new Set(sources.filter(({ path }) => !isWiring(path)).map(({ path }) => roomOf(path)));
  expect([...found].filter((room) => !(room in rooms))).toEqual([]);
});

test("files import each other without cycles at run time", () => {
  const files = new Set(sources.map(({ path }) => path.replace(/\.tsx?$/, "")));
  const resolve = (to: string) => [`src/${to}`, `src/${to}/index`].find((path) => files.has(path));
  const edges = new Map<string, string[]>();
  for (const { from, to, typeOnly } of insideSrc) {
    const target = resolve(to);
    if (typeOnly || target === undefined) continue;
    const file = from.replace(/\.tsx?$/, "");
    edges.set(file, [...(edges.get(file) ?? []), target]);
  }
  expect(cyclesIn(edges).map((cycle) => cycle.join(" → "))).toEqual([]);
});

const isTfjs = (name: string) => name === "@tensorflow/tfjs" || /^@tensorflow\/tfjs-(?!vis)/.test(name);

test("tfjs runs in the worker only", () => {
  const wrong = imports.filter(({ from, to, typeOnly }) => isTfjs(to) && !typeOnly && !from.startsWith("src/training/worker/"));
  expect(wrong.map(show)).toEqual([]);
});

test("tfjs's types stay with the kinds that build with it", () => {
  const may = ["src/training/worker/", "src/layers/", "src/compile/"];
  const wrong = imports.filter(({ from, to }) => isTfjs(to) && !may.some((folder) => from.startsWith(folder)));
  expect(wrong.map(show)).toEqual([]);
});

test.each([
  ["src/main.tsx", "react"],
  ["src/training/worker/main.ts", "zod"],
  ["src/models/worker.ts", "fflate"],
  ["src/training/worker/engine/helper.ts", null],
])("%s starts without tfjs, Vega and HDF5: each is loaded when it is needed", (entry, light) => {
  const packages = packagesWith(entry, imports);
  // The walk found what is loaded at once.
  if (light) expect([...packages.keys()]).toContain(light);
  const heavy = [...packages].filter(([name]) => /^(@tensorflow\/|vega|h5wasm)/.test(name));
  expect(heavy.map(([name, chain]) => [...chain, name].join(" → "))).toEqual([]);
});

test("tfjs-vis is in one file, and Vega behind it", () => {
  const widgets = new Set(imports.filter(({ to }) => to.startsWith("@tensorflow/tfjs-vis")).map(({ from }) => from));
  expect(widgets.size).toBeLessThanOrEqual(1);
  const vega = imports.filter(({ from, to }) => /^vega/.test(to) && !from.startsWith("src/ui/charts/"));
  expect(vega.map(show)).toEqual([]);
});

test("no file is past 400 lines, the words aside", () => {
  const long = sources.filter(({ path, text }) => !path.startsWith("src/i18n/words/") && text.split("\n").length > 400);
  expect(long.map(({ path }) => path)).toEqual([]);
});
