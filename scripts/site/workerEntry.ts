import { parse } from "node:path";
import type { Plugin } from "vite";

/** What the bundler tells of a module, as far as it is needed here. */
interface Graph {
  getModuleInfo(id: string): { readonly isEntry: boolean; readonly importers: readonly string[] } | null;
}

/** The entry that reaches a module by static imports, so that the worker needs it to start; undefined where none does. */
function entryOf(graph: Graph, id: string): string | undefined {
  const seen = new Set<string>();
  const search = (at: string): string | undefined => {
    if (seen.has(at)) return undefined;
    seen.add(at);
    const info = graph.getModuleInfo(at);
    if (info?.isEntry) return at;
    for (const importer of info?.importers ?? []) {
      const found = search(importer);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return search(id);
}

/** `main-start` for what `main.ts` starts with. */
function startOf(graph: Graph, id: string): string | null {
  const entry = entryOf(graph, id);
  return entry === undefined || entry === id ? null : `${parse(entry.replace(/\?.*$/, "")).name}-start`;
}

/**
 * Keeps a worker's entry apart from the modules that it starts with, and fails a build in which a part that is loaded later
 * imports the entry. WebKit does not know the entry of a worker as a module: an import runs it a second time, and from then
 * on two copies answer every message.
 */
export function workerEntryApart(): Plugin {
  return {
    name: "layerloom:worker-entry-apart",
    apply: "build",
    outputOptions: (options) => ({
      ...options,
      codeSplitting: {
        groups: [{ name: (id, graph) => startOf(graph, id) }],
      },
    }),
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).flatMap((one) => (one.type === "chunk" ? [one] : []));
      for (const entry of chunks.filter(({ isEntry }) => isEntry)) {
        const importer = chunks.find(({ imports }) => imports.includes(entry.fileName));
        if (importer) this.error(`${importer.fileName} imports ${entry.fileName}, the entry of a worker: WebKit would run it twice`);
      }
    },
  };
}
