import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const { scripts } = JSON.parse(read("package.json")) as { scripts: Readonly<Record<string, string>> };

/** What commands make, and what does not belong to the source. */
const notSource = ["node_modules", "dist", ".git", "public/datasets", "test-results", "playwright-report"];

/** Every file and folder of the source, with forward slashes; folders with one at their end. */
const paths: readonly string[] = readdirSync(root, { withFileTypes: true }).flatMap((entry) => {
  if (notSource.includes(entry.name)) return [];
  if (!entry.isDirectory()) return [entry.name];
  const inside = readdirSync(join(root, entry.name), { recursive: true, withFileTypes: true });
  return [`${entry.name}/`, ...inside.map((one) => `${join(one.parentPath, one.name).slice(root.length).split(sep).join("/")}${one.isDirectory() ? "/" : ""}`)];
});
const top = new Set(paths.map((path) => path.split("/")[0]!));

/** Names of files that people bring, of addresses and of modules, which look like paths. */
const isPath = (word: string): boolean =>
  /^[\w.@-]+(\/[\w.<>@-]+)*\/?$/.test(word) && ((word.includes("/") && (word.endsWith("/") || top.has(word.split("/")[0]!))) || /\.(tsx?|mjs|md|py)$/.test(word));

/** Whether a file or folder of this name is there, from the root or at the end of a path. A `<name>` stands for any. */
function exists(word: string): boolean {
  const known = word.includes("<") ? `${dirname(word.slice(0, word.indexOf("<") + 1))}/` : word;
  return paths.some((path) => [known, `${known}/`].some((name) => path === name || path.endsWith(`/${name}`)));
}

/** What stands in backticks and in blocks of shell code. */
function codeOf(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, code]) => code!);
  const rest = markdown.replace(/```[\s\S]*?```/g, "");
  return [...blocks, ...[...rest.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!)];
}

describe.each(["README.md", "CONTRIBUTING.md"])("%s", (file) => {
  const markdown = read(file);
  const code = codeOf(markdown);

  test("names only commands that package.json has", () => {
    const named = code.flatMap((one) => [...one.matchAll(/\bnpm (?:run ([\w:]+)|(start|test)\b)/g)].map(([, run, short]) => run ?? short!));
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  test("names only files and folders that are there", () => {
    const named = code.flatMap((one) => one.split(/\s+/)).filter((word) => isPath(word) && !notSource.some((made) => word.startsWith(made)));
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((word) => !exists(word))).toEqual([]);
  });

  test("links only to files that are there", () => {
    const linked = [...markdown.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => path!);
    expect(linked.filter((path) => !paths.includes(path))).toEqual([]);
  });
});

test("CONTRIBUTING.md lists every folder of src, and what it names inside them", () => {
  const rows = [...read("CONTRIBUTING.md").matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, folder, holds]) => ({ folder: folder!, holds: holds! }));
  const folders = paths.filter((path) => /^src\/\w+\/$/.test(path)).map((path) => path.slice("src/".length, -1));
  expect(rows.map(({ folder }) => folder).sort()).toEqual([...folders].sort());
  const inside = rows.flatMap(({ folder, holds }) => [...holds.matchAll(/`([\w/]+\/)`/g)].map(([, name]) => `src/${folder}/${name!}`));
  expect(inside.length).toBeGreaterThan(3);
  expect(inside.filter((path) => !paths.includes(path))).toEqual([]);
});
