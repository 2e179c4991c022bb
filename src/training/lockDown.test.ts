import { expect, test } from "vitest";
import { lockDown } from "./lockDown";

/** A worker's scope: what reaches the network lies on its prototype, as in browsers. */
function scopeOf() {
  const reached: string[] = [];
  class Requests {
    open(_method: string, address: string): void {
      reached.push(address);
    }
  }
  class Global {
    readonly location = { href: "https://layerloom.example/app/assets/worker.js", origin: "https://layerloom.example" };
    fetch(address: string | { readonly url: string }): Promise<string> {
      reached.push(typeof address === "string" ? address : address.url);
      return Promise.resolve("answered");
    }
    importScripts(...addresses: string[]): void {
      reached.push(...addresses);
    }
  }
  const scope = Object.assign(new Global(), { WebSocket: class {}, EventSource: class {}, XMLHttpRequest: Requests });
  lockDown(scope);
  return { scope, reached, prototype: Global.prototype };
}

test.each(["../data.bin", "https://layerloom.example/x", "blob:https://layerloom.example/1", "data:,x"])("a worker reaches %s", async (address) => {
  const { scope, reached } = scopeOf();
  await expect(scope.fetch(address)).resolves.toBe("answered");
  scope.importScripts(address);
  new scope.XMLHttpRequest().open("GET", address);
  expect(reached).toEqual([address, address, address]);
});

test.each(["https://elsewhere.example/x", "//elsewhere.example/x", "http://layerloom.example/x", "https://layerloom.example:444/x"])("a worker does not reach %s", async (address) => {
  const { scope, reached, prototype } = scopeOf();
  await expect(scope.fetch(address)).rejects.toThrow("its own site only");
  await expect(scope.fetch({ url: new URL(address, "https://layerloom.example").href })).rejects.toThrow("its own site only");
  await expect(prototype.fetch.call(scope, address)).rejects.toThrow("its own site only");
  expect(() => scope.importScripts("own.js", address)).toThrow("its own site only");
  expect(() => new scope.XMLHttpRequest().open("GET", address)).toThrow("its own site only");
  expect(reached).toEqual([]);
});

test("what only talks to other places is gone for good", () => {
  const { scope } = scopeOf();
  expect(scope.WebSocket).toBeUndefined();
  expect(scope.EventSource).toBeUndefined();
  expect(() => Object.assign(scope, { WebSocket: class {} })).toThrow(TypeError);
});
