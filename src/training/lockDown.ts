/** Of a worker's scope what can reach the network. */
interface Scope {
  readonly location: { readonly href: string; readonly origin: string };
  readonly [name: string]: unknown;
}

/** What only talks to other places, and what nothing here uses. */
const removed = ["WebSocket", "WebSocketStream", "EventSource", "WebTransport"];

type Anything = (...given: unknown[]) => unknown;

/**
 * Leaves a worker nothing that reaches other sites but `import()`, which is syntax and cannot be taken away. A host that
 * sends the headers of `scripts/site/headers.ts` has a stricter policy in force already; on one that sends none, a
 * worker has no policy, for the page's own `<meta>` tag does not reach it. To be called before anything of a file is read.
 */
export function lockDown(scope: object): void {
  const { location } = scope as Scope;
  const isOwn = (address: unknown): boolean => {
    const { href } = (typeof address === "object" && address !== null && "url" in address ? new URL(String(address.url)) : new URL(String(address), location.href));
    return /^(blob|data):/.test(href) || new URL(href).origin === location.origin;
  };
  const refusal = (): TypeError => new TypeError("this worker reaches its own site only");
  for (const name of removed) replace(scope, name, () => undefined);
  replace(scope, "fetch", (original) => function fetch(...given: unknown[]) {
    return isOwn(given[0]) ? Reflect.apply(original as Anything, scope, given) : Promise.reject(refusal());
  });
  replace(scope, "importScripts", (original) => function importScripts(...given: unknown[]) {
    if (!given.every(isOwn)) throw refusal();
    return Reflect.apply(original as Anything, scope, given);
  });
  const requests = (scope as { readonly XMLHttpRequest?: { readonly prototype: object } }).XMLHttpRequest;
  if (requests) {
    replace(requests.prototype, "open", (original) => function open(this: unknown, ...given: unknown[]) {
      if (!isOwn(given[1])) throw refusal();
      return Reflect.apply(original as Anything, this, given);
    });
  }
}

/** Puts something else in the place of a member, wherever on the way up it is defined, so that nothing puts it back. */
function replace(scope: object, name: string, make: (original: unknown) => unknown): void {
  const value = make((scope as Readonly<Record<string, unknown>>)[name]);
  for (let holder: object | null = scope; holder; holder = Object.getPrototypeOf(holder) as object | null) {
    if (Object.hasOwn(holder, name)) Object.defineProperty(holder, name, { value, writable: false, configurable: false });
  }
}
