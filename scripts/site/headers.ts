/**
 * What a server has to say about the site, in one place: the development server, the preview server, the `_headers`
 * file of the build and the page's own `<meta>` tag all take it from here.
 */

/** Isolation, which browsers ask for before they hand out SharedArrayBuffer; without it WebAssembly has one thread. */
export const isolation: Readonly<Record<string, string>> = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

type Policy = Readonly<Record<string, readonly string[]>>;

const show = (policy: Policy) =>
  Object.entries(policy)
    .map(([directive, sources]) => [directive, ...sources].join(" "))
    .join("; ");

const shared = {
  "default-src": ["'none'"],
  // Vega and tfjs-vis write style attributes and <style> elements; neither can be given a nonce on a static host.
  "style-src": ["'self'", "'unsafe-inline'"],
  "img-src": ["'self'", "data:", "blob:"],
  "font-src": ["'self'"],
  "connect-src": ["'self'", "blob:"],
  "manifest-src": ["'self'"],
  "worker-src": ["'self'", "blob:"],
  "base-uri": ["'none'"],
  "form-action": ["'none'"],
} satisfies Policy;

/** The page's own policy. Code comes from the site only; `wasm-unsafe-eval` lets h5wasm compile, and nothing be evaluated. */
export const pagePolicy = show({ ...shared, "script-src": ["'self'", "'wasm-unsafe-eval'"] });

/**
 * The policy that comes as a header, and so holds for the worker too (a `<meta>` tag does not reach it). The threads of
 * tfjs's WebAssembly are started from `blob:` scripts. The page obeys both policies, hence the stricter one.
 */
export const headerPolicy = show({
  ...shared,
  "script-src": ["'self'", "'wasm-unsafe-eval'", "blob:"],
  "frame-ancestors": ["'self'"],
});

/** Headers of every answer. */
export const siteHeaders: Readonly<Record<string, string>> = {
  ...isolation,
  "Content-Security-Policy": headerPolicy,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

/** The same as a `_headers` file, which Netlify, Cloudflare Pages and others read. Names in `assets/` carry a hash. */
export function headersFile(): string {
  const lines = Object.entries(siteHeaders).map(([name, value]) => `  ${name}: ${value}`);
  return ["/*", ...lines, "", "/assets/*", "  Cache-Control: public, max-age=31536000, immutable", ""].join("\n");
}

/** The same for nginx: every header, also with error pages. */
export const nginxRecipe = (): string =>
  ["location / {", ...Object.entries(siteHeaders).map(([name, value]) => `  add_header ${name} "${value}" always;`), "}"].join("\n");

/** The same for Apache with mod_headers, in the site's configuration or in an `.htaccess` file. */
export const apacheRecipe = (): string =>
  Object.entries(siteHeaders)
    .map(([name, value]) => `Header always set ${name} "${value}"`)
    .join("\n");

/** The same as Vercel's `vercel.json`. */
export const vercelRecipe = (): string =>
  JSON.stringify({ headers: [{ source: "/(.*)", headers: Object.entries(siteHeaders).map(([key, value]) => ({ key, value })) }] }, null, 2);
