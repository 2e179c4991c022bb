import { readExperiment, type Experiment } from "../experiment";
import { Refusal, text } from "../schema";
import { isFull } from "./database";
import type { Shelf } from "./shelf";
import type { Drafts } from "./types";

/** The part of the browser's lock manager that is needed. */
export interface Locks {
  request(name: string, options: { readonly ifAvailable?: boolean }, held: (lock: unknown) => Promise<void> | void): Promise<unknown>;
}

const lockName = "layerloom-draft";

/** Held until the page is gone: the browser then lets go of the lock by itself. */
const forever = new Promise<void>(() => undefined);

/**
 * The draft of the document. The first tab keeps it; another one is told that its edits last only as long as it is open,
 * and takes over when the first is closed. Without a lock manager (an insecure address) every tab keeps it.
 */
export function drafts({ shelf, locks }: { readonly shelf: Shelf; readonly locks?: Locks }): Drafts {
  const listeners = new Set<(owned: boolean) => void>();
  let owned = true;
  /** What lies on the shelf was not written by this tab, or cannot be read: it is kept beside the next draft. */
  let foreign = false;
  let waiting: Experiment | null = null;
  let writing: Promise<void> | null = null;

  const tell = (now: boolean): void => {
    if (owned === now) return;
    owned = now;
    for (const listener of [...listeners]) listener(now);
  };

  const flush = async (): Promise<void> => {
    try {
      while (waiting && owned) {
        const draft = waiting;
        waiting = null;
        await shelf.putDraft(draft, foreign);
        foreign = false;
      }
    } catch (thrown) {
      if (!isFull(thrown)) throw thrown;
      throw new Refusal(
        text(
          "The browser's storage for this page is full: the latest changes of the experiment are not kept for the next visit. What was kept before is still there. Delete a saved model or free disk space.",
          "浏览器留给本页的存储空间已满：实验的最新改动无法留到下次访问，此前保存的内容仍在。请删除一个已保存的模型或腾出磁盘空间。",
        ),
      );
    } finally {
      writing = null;
    }
  };

  const write = (): Promise<void> => (writing ??= flush());

  /** Settled once it is known whether this tab keeps the draft. */
  const decided = new Promise<void>((settle) => {
    if (!locks) {
      settle();
      return;
    }
    const queue = (): void => {
      const granted = locks.request(lockName, {}, () => {
        foreign = true;
        tell(true);
        // A failure here shows again at the next edit, which has somebody to tell.
        if (waiting) write().catch(() => undefined);
        return forever;
      });
      granted.catch(() => tell(true));
    };
    const asked = locks.request(lockName, { ifAvailable: true }, (lock) => {
      settle();
      if (lock) return forever;
      tell(false);
      queue();
    });
    // A lock manager that refuses altogether (an opaque origin) is as good as none.
    asked.catch(() => settle());
  });

  return {
    async load() {
      const raw = await shelf.draft();
      if (raw === undefined) return null;
      const read = readExperiment(raw);
      if (!read.ok) foreign = true;
      return read;
    },
    async save(experiment) {
      waiting = experiment;
      await decided;
      if (owned) await write();
    },
    owned: () => owned,
    onOwned(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
