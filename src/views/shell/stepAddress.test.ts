import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import { stepIds, type AppState } from "../../store";
import { addressOf, followAddress, stepOfEntry } from "./stepAddress";

type Page = Parameters<typeof followAddress>[1];

/** A window with a history as browsers keep it, as far as addresses of steps go. */
function browser(hash = "") {
  const entries: { hash: string; state: unknown }[] = [{ hash, state: null }];
  let at = 0;
  const heard = new EventTarget();
  const to = (place: number): void => {
    at = place;
    heard.dispatchEvent(new Event("popstate"));
    heard.dispatchEvent(new Event("hashchange"));
  };
  const page = {
    location: {
      get hash() {
        return entries[at]!.hash;
      },
    },
    history: {
      get state() {
        return entries[at]!.state;
      },
      pushState: (state: unknown, _title: string, hash: string) => void entries.splice(++at, Infinity, { hash, state }),
      replaceState: (state: unknown) => void (entries[at] = { hash: entries[at]!.hash, state }),
    },
    addEventListener: heard.addEventListener.bind(heard),
    removeEventListener: heard.removeEventListener.bind(heard),
  };
  return {
    page: page as unknown as Page,
    back: () => to(at - 1),
    forward: () => to(at + 1),
    /** A link within the page, or what a person types. */
    open: (hash: string) => {
      entries.splice(at + 1, Infinity, { hash, state: null });
      to(at + 1);
    },
    hashes: () => entries.map((entry) => entry.hash),
    here: () => entries[at]!.hash,
  };
}

const steps = () =>
  createStore<Pick<AppState, "step" | "goTo">>()((set) => ({ step: "define", goTo: (step) => set({ step }) }));

test("every step has an address of its own, which is read back", () => {
  expect(stepIds.map(addressOf)).toEqual(["#/load", "#/preprocess", "#/define", "#/compile", "#/fit", "#/evaluate", "#/predict", "#/save"]);
  expect(stepIds.map((step) => stepOfEntry(addressOf(step), null))).toEqual([...stepIds]);
});

test("an address that names no step counts by what was noted with it, if that is a step", () => {
  for (const hash of ["", "#", "#/", "#step", "#fit", "#/fit/", "#/Fit", "#/nothing"]) {
    expect(stepOfEntry(hash, null), hash).toBeNull();
    expect(stepOfEntry(hash, { step: "save" }), hash).toBe("save");
  }
  for (const noted of [undefined, 7, "save", {}, { step: 7 }, { step: "nothing" }]) expect(stepOfEntry("", noted)).toBeNull();
  expect(stepOfEntry("#/fit", { step: "save" })).toBe("fit");
});

test("the page opens at the step of its address; opening adds nothing to the history", () => {
  const [store, { page, hashes }] = [steps(), browser("#/predict")];
  followAddress(store, page);
  expect(store.getState().step).toBe("predict");
  expect(hashes()).toEqual(["#/predict"]);
});

test("without a step in the address the first one stays, and so does the address", () => {
  for (const hash of ["", "#elsewhere"]) {
    const [store, { page, hashes }] = [steps(), browser(hash)];
    followAddress(store, page);
    expect(store.getState().step).toBe("define");
    expect(hashes()).toEqual([hash]);
  }
});

test("Back and Forward walk the steps, down to the one that the page opened at", () => {
  const [store, { page, back, forward, hashes, here }] = [steps(), browser()];
  followAddress(store, page);
  store.getState().goTo("fit");
  store.getState().goTo("fit");
  store.getState().goTo("save");
  expect(hashes()).toEqual(["", "#/fit", "#/save"]);
  back();
  expect([store.getState().step, here()]).toEqual(["fit", "#/fit"]);
  back();
  expect([store.getState().step, here()]).toEqual(["define", ""]);
  forward();
  forward();
  expect([store.getState().step, here()]).toEqual(["save", "#/save"]);
  expect(hashes()).toEqual(["", "#/fit", "#/save"]);
});

test("a typed address opens its step; any other is left alone and keeps the step it was met at", () => {
  const [store, { page, back, open, hashes }] = [steps(), browser()];
  followAddress(store, page);
  open("#/evaluate");
  expect(store.getState().step).toBe("evaluate");
  open("#step");
  expect(store.getState().step).toBe("evaluate");
  store.getState().goTo("load");
  back();
  expect(store.getState().step).toBe("evaluate");
  expect(hashes()).toEqual(["", "#/evaluate", "#step", "#/load"]);
});

test("once ended, neither follows the other", () => {
  const [store, { page, open, hashes }] = [steps(), browser()];
  followAddress(store, page)();
  open("#/save");
  expect(store.getState().step).toBe("define");
  store.getState().goTo("fit");
  expect(hashes()).toEqual(["", "#/save"]);
});
