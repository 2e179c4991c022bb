import { describe, expect, it } from "vitest";
import { edits, firstPreset, type Experiment } from "../experiment";
import { drafts, type Locks } from "./drafts";
import { memoryShelf } from "./memoryShelf";
import { preferences } from "./preferences";
import type { Shelf } from "./shelf";

const { experiment } = firstPreset;
const named = (name: string): Experiment => edits.rename(experiment, name);

/** A browser's lock manager for one lock, as the specification has it; `release` stands for a tab that is closed. */
function lockManager(): Locks & { release(): void } {
  let holder: { free(): void } | null = null;
  const queue: (() => void)[] = [];
  const grant = (held: (lock: unknown) => Promise<void> | void): void => {
    holder = {
      free() {
        holder = null;
        queue.shift()?.();
      },
    };
    void held({});
  };
  return {
    request: (_name, { ifAvailable }, held) =>
      new Promise((_resolve) => {
        if (!holder) grant(held);
        else if (ifAvailable) void held(null);
        else queue.push(() => grant(held));
      }),
    release: () => holder?.free(),
  };
}

const turns = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

/** A shelf that shows what was set aside. */
function watched(first?: unknown): Shelf & { readonly aside: unknown[]; now: unknown } {
  const state = { aside: [] as unknown[], now: first };
  return Object.assign(state, {
    ...memoryShelf(),
    draft: () => Promise.resolve(state.now),
    putDraft: (draft: unknown, setAside: boolean) => {
      if (setAside && state.now !== undefined) state.aside.push(state.now);
      state.now = draft;
      return Promise.resolve();
    },
  });
}

describe("the draft", () => {
  it("is what was saved last, and nothing at the first visit", async () => {
    const shelf = memoryShelf();
    const here = drafts({ shelf });
    expect(await here.load()).toBeNull();
    await Promise.all([here.save(named("one")), here.save(named("two")), here.save(named("three"))]);
    expect(await drafts({ shelf }).load()).toEqual({ ok: true, value: named("three") });
  });

  it("that cannot be read is reported and kept beside the next one", async () => {
    const shelf = watched({ ...experiment, version: 99 });
    const here = drafts({ shelf });
    const read = await here.load();
    expect(read && !read.ok && read.error[0]?.message.en).toContain("document version 99");
    await here.save(named("new"));
    await here.save(named("newer"));
    expect(shelf.now).toEqual(named("newer"));
    expect(shelf.aside).toEqual([{ ...experiment, version: 99 }]);
  });

  it("belongs to the first tab; the second takes over when that is closed", async () => {
    const locks = lockManager();
    const shelf = watched();
    const [first, second] = [drafts({ shelf, locks }), drafts({ shelf, locks })];
    const told: boolean[] = [];
    second.onOwned((owned) => told.push(owned));
    await first.save(named("first tab"));
    await second.save(named("second tab"));
    expect([first.owned(), second.owned()]).toEqual([true, false]);
    expect(shelf.now).toEqual(named("first tab"));

    locks.release();
    await turns();
    expect(second.owned()).toBe(true);
    expect(shelf.now).toEqual(named("second tab"));
    // What the closed tab had is not lost either.
    expect(shelf.aside).toEqual([named("first tab")]);
    expect(told).toEqual([true]);
  });

  it("on a full disk says so and lets the next edit try again", async () => {
    const shelf = memoryShelf();
    const put = shelf.putDraft.bind(shelf);
    let full = true;
    const here = drafts({
      shelf: {
        ...shelf,
        putDraft: (...args) => (full ? Promise.reject(new DOMException("full", "QuotaExceededError")) : put(...args)),
      },
    });
    await expect(here.save(named("lost?"))).rejects.toThrow("storage for this page is full");
    full = false;
    await here.save(named("kept"));
    expect(await here.load()).toEqual({ ok: true, value: named("kept") });
  });
});

describe("preferences", () => {
  it("are kept under a name of the page's own", () => {
    const kept = new Map<string, string>();
    const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
    preferences(() => storage).write("theme", "dark");
    expect([...kept]).toEqual([["layerloom.theme", "dark"]]);
    expect(preferences(() => storage).read("theme")).toBe("dark");
    expect(preferences(() => storage).read("language")).toBeNull();
  });

  it("last as long as the page where the browser keeps none", () => {
    const here = preferences(() => {
      throw new DOMException("denied", "SecurityError");
    });
    expect(here.read("language")).toBeNull();
    here.write("language", "zh");
    expect(here.read("language")).toBe("zh");
  });
});
