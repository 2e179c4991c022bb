import { fileURLToPath } from "node:url";
import type { Connect, Plugin } from "vite";
import { headersFile, pagePolicy } from "./headers.ts";

/** Puts the page's policy into the built page, and `_headers` beside it. The development page needs inline scripts. */
export function policyInPage(): Plugin {
  return {
    name: "layerloom:policy",
    apply: "build",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: pagePolicy },
        injectTo: "head-prepend",
      },
    ],
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "_headers", source: headersFile() });
    },
  };
}

const ourVegaEmbed = fileURLToPath(new URL("../../src/ui/charts/vegaEmbed.ts", import.meta.url));

/** tfjs-vis gets our `vega-embed`, which evaluates no code; ours gets the real one. */
export function vegaEmbedForTfjsVis(): Plugin {
  return {
    name: "layerloom:vega-embed",
    enforce: "pre",
    resolveId: {
      filter: { id: /^vega-embed$/ },
      handler: (_id, importer) => (importer?.includes("tfjs-vis") ? ourVegaEmbed : null),
    },
  };
}

/**
 * tfjs starts its WebAssembly threads from the source text of a function (`factory.toString()`). That text must stand
 * alone, but it reads `_scriptDir` of the scope around it behind a `typeof` guard that minifiers remove, after which
 * every thread dies of a ReferenceError and the backend never gets ready. In a worker the name has no value anyway.
 *
 * tfjs also starts eight threads before it is asked for any: here it starts at most one for each core.
 */
export function standaloneWasmThreads(): Plugin {
  return {
    name: "layerloom:wasm-threads",
    transform: {
      filter: { id: /tfjs-backend-wasm-threaded-simd\.js$/ },
      handler(code) {
        const capped = code.replace("var pthreadPoolSize=8;", "var pthreadPoolSize=Math.min(8,navigator.hardwareConcurrency||1);");
        const alone = capped
          .replace(`typeof _scriptDir !== "undefined" && _scriptDir`, "false")
          .replace(`Module["mainScriptUrlOrBlob"]||_scriptDir`, `Module["mainScriptUrlOrBlob"]`);
        const factory = alone.slice(alone.indexOf("return (") + 8);
        if (capped === code || alone === capped || factory.replace("scriptDirectory=_scriptDir", "").includes("_scriptDir")) {
          this.error("tfjs-backend-wasm has changed: look again at how its threads are started");
        }
        return { code: alone, map: null };
      },
    },
  };
}

/**
 * Model files are written and read by a worker of their own. The page's thread only lists their formats, but the bundler
 * sees that a format could load HDF5 (4.8 MB) and would emit a second copy. Leaves it out.
 */
export function hdf5InWorkerOnly(): Plugin {
  const name = "\0layerloom:no-hdf5";
  return {
    name: "layerloom:hdf5-in-worker-only",
    apply: "build",
    enforce: "pre",
    resolveId: { filter: { id: /^h5wasm$/ }, handler: () => name },
    load: (id) => (id === name ? `throw new Error("HDF5 is read and written by the files worker");` : null),
  };
}

/**
 * Sends headers with every answer. Vite's own settings leave them out of "304 Not Modified", and WebKit then does not start a
 * worker that imports such a file: after a reload the page would have no training.
 */
export function headersOnEveryAnswer(headers: { readonly served: Readonly<Record<string, string>>; readonly previewed: Readonly<Record<string, string>> }): Plugin {
  const adding = (some: Readonly<Record<string, string>>): Connect.NextHandleFunction => (_request, response, next) => {
    for (const [name, value] of Object.entries(some)) response.setHeader(name, value);
    next();
  };
  return {
    name: "layerloom:headers-on-every-answer",
    configureServer: ({ middlewares }) => void middlewares.use(adding(headers.served)),
    configurePreviewServer: ({ middlewares }) => void middlewares.use(adding(headers.previewed)),
  };
}
