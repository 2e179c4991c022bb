import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A source file: its path from the repository's root, with forward slashes, and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

const slashed = (path: string) => path.split(sep).join("/");
const isTest = (path: string) => /\.test\.tsx?$/.test(path);

/** TypeScript files of a folder of the repository; tests are left out unless asked for. */
export function sourcesIn(folder: string, { tests = false } = {}): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => slashed(join(folder, name)))
    .filter((path) => /\.tsx?$/.test(path) && (tests || !isTest(path)))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** One import of a file, of whatever form: `import`, `export … from`, `import()`, and those of types alike. */
export interface Import {
  readonly from: string;
  /** The path of a file of ours (without its ending where none was written), or a package's name as written. */
  readonly to: string;
  readonly ours: boolean;
  /** Only types: nothing of it is left when it runs. */
  readonly typeOnly: boolean;
  /** Not loaded together with the file: `import()`, or the script of a worker. */
  readonly lazy: boolean;
}

/** Every import of a source, in order. */
export function importsOf({ path, text }: Source): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean, lazy = false) => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    const ours = specifier.text.startsWith(".");
    const to = ours ? slashed(relative(root, normalize(join(root, dirname(path), specifier.text)))) : specifier.text;
    found.push({ from: path, to: to.replace(/\.tsx?$/, ""), ours, typeOnly, lazy });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const clause = node.importClause;
      const named = clause?.namedBindings !== undefined && ts.isNamedImports(clause.namedBindings) ? clause.namedBindings.elements : [];
      const allTypes = clause !== undefined && clause.name === undefined && named.length > 0 && named.every((one) => one.isTypeOnly);
      add(node.moduleSpecifier, clause?.phaseModifier === ts.SyntaxKind.TypeKeyword || allTypes);
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false, true);
    } else if (ts.isImportTypeNode(node)) {
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    } else if (ts.isNewExpression(node) && node.expression.getText() === "URL" && node.arguments?.[1]?.getText() === "import.meta.url") {
      add(node.arguments[0], false, true);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS));
  return found;
}

/**
 * Every package that is loaded together with a file, because the file or one that it imports at run time asks for it, by the
 * shortest chain of files that leads to it. `imports` are those of all files.
 */
export function packagesWith(entry: string, imports: readonly Import[]): ReadonlyMap<string, readonly string[]> {
  const without = (path: string) => path.replace(/\.tsx?$/, "");
  const byFile = new Map<string, Import[]>();
  for (const one of imports) byFile.set(without(one.from), [...(byFile.get(without(one.from)) ?? []), one]);
  const packages = new Map<string, readonly string[]>();
  const seen = new Set([without(entry)]);
  let wave: (readonly string[])[] = [[without(entry)]];
  while (wave.length > 0) {
    const next: (readonly string[])[] = [];
    for (const chain of wave) {
      for (const { to, ours, typeOnly, lazy } of byFile.get(chain.at(-1)!) ?? []) {
        if (typeOnly || lazy) continue;
        if (!ours) {
          if (!packages.has(to)) packages.set(to, chain);
          continue;
        }
        const file = [to, `${to}/index`].find((path) => byFile.has(path));
        if (file === undefined || seen.has(file)) continue;
        seen.add(file);
        next.push([...chain, file]);
      }
    }
    wave = next;
  }
  return packages;
}

/** Cycles of a directed graph, each as the nodes on it with the first one repeated at the end. */
export function cyclesIn(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): void => {
    const at = path.indexOf(node);
    if (at >= 0) cycles.push([...path.slice(at), node]);
    if (at >= 0 || done.has(node)) return;
    for (const next of edges.get(node) ?? []) visit(next, [...path, node]);
    done.add(node);
  };
  for (const node of edges.keys()) visit(node, []);
  return cycles;
}
