import { expect, test } from "vitest";
import type { TrainingClient } from "../training/client";
import type { ModelData } from "../training/protocol";
import { Vault } from "./vault";

/** A worker that has at hand what it was lent, and answers in the order in which it is asked. */
function worker() {
  const held = new Map<string, unknown>();
  const lendings: string[] = [];
  const ask = async (query: string, { modelId, model }: { readonly modelId: string; readonly model?: unknown }): Promise<null> => {
    await Promise.resolve();
    if (query === "holdModel") {
      lendings.push(modelId);
      held.set(modelId, model);
    } else if (query === "releaseModel") held.delete(modelId);
    else throw new Error(`not asked here: ${query}`);
    return null;
  };
  return { held, lendings, client: { ask, onRestart: () => () => undefined } as unknown as TrainingClient };
}

const model = (name: string): ModelData => ({ weights: [], name }) as unknown as ModelData;

test("views that ask the same model at once lend it once, and it stays with the worker", async () => {
  const { held, lendings, client } = worker();
  const vault = new Vault(client);
  vault.keep("a", model("first"));
  const seen = await Promise.all([1, 2, 3, 4].map(() => vault.use("a", () => Promise.resolve(held.has("a")))));
  expect(seen).toEqual([true, true, true, true]);
  // Nothing is given back later either.
  await Promise.resolve();
  expect(held.has("a")).toBe(true);
  expect(lendings).toEqual(["a"]);
});

test("a model that takes the place of another while that one is being lent is the one that is used", async () => {
  const { held, client } = worker();
  const vault = new Vault(client);
  vault.keep("a", model("first"));
  const early = vault.use("a", () => Promise.resolve(held.get("a")));
  vault.keep("a", model("second"));
  expect(await Promise.all([early, vault.use("a", () => Promise.resolve(held.get("a")))])).toMatchObject([{ name: "second" }, { name: "second" }]);
});

test("of three models the one that was used longest ago is given back", async () => {
  const { held, client } = worker();
  const vault = new Vault(client);
  for (const id of ["a", "b", "c"]) vault.keep(id, model(id));
  for (const id of ["a", "b", "a", "c"]) await vault.use(id, () => Promise.resolve());
  await Promise.resolve();
  expect([...held.keys()].sort()).toEqual(["a", "c"]);
});

test("a lending that failed is tried again", async () => {
  const { held, client } = worker();
  const vault = new Vault(client);
  let broken = true;
  vault.keepAway("a", () => (broken ? Promise.reject(new Error("unread")) : Promise.resolve(model("a"))));
  await expect(vault.use("a", () => Promise.resolve())).rejects.toThrow("unread");
  broken = false;
  await vault.use("a", () => Promise.resolve());
  expect(held.has("a")).toBe(true);
});
