import { Refusal, text, timestamp, type Text } from "../schema";
import { pageCheckpoints } from "./checkpoints";
import { drafts, type Locks } from "./drafts";
import { pageFinishedRuns } from "./finishedRuns";
import { indexedShelf } from "./indexedShelf";
import { finishedIf, laterShelf } from "./later";
import { library, type ChangeChannel } from "./library";
import { memoryShelf } from "./memoryShelf";
import { persistence, type Persistence } from "./persistence";
import { preferences } from "./preferences";
import type { Checkpoints, Drafts, FinishedRuns, Library, Preferences } from "./types";
import { visit, type Visit } from "./visit";

export interface OpenedStorage {
  readonly library: Library;
  readonly drafts: Drafts;
  readonly preferences: Preferences;
  readonly checkpoints: Checkpoints;
  readonly finished: FinishedRuns;
  readonly visit: Visit;
  readonly persistence: Persistence;
  /** Why nothing will be there at the next visit; null when the browser keeps it. Known once its storage is open. */
  readonly forgetful: Promise<Text | null>;
}

const notLet = text(
  "This browser does not let the page keep anything (a private window, or storage is blocked): saved models, finished runs and the experiment last only until the page is closed. Download what you want to keep.",
  "此浏览器不允许本页保存数据（可能是隐私窗口，或存储被禁用）：已保存的模型、已结束的训练和实验在关闭页面后就会消失。请下载想保留的内容。",
);
const untilClosed = text(
  "Until then saved models, finished runs and the experiment last only until the page is closed.",
  "在此之前，已保存的模型、已结束的训练和实验在关闭页面后就会消失。",
);

/** Why the page goes on from its memory. */
function whyForgetful(thrown: unknown): Text {
  if (!(thrown instanceof Refusal)) return notLet;
  return text(`${thrown.text.en} ${untilClosed.en}`, `${thrown.text.zh}${untilClosed.zh}`);
}

/**
 * Opens everything that the browser keeps for the page. It is there at once: what needs the browser's storage waits until that
 * is open, or until it is clear that it does not open, and then goes on from the page's memory.
 */
export function openStorage(newId: () => string): OpenedStorage {
  const keeper: StorageManager | undefined = navigator.storage;
  const locks: Locks | undefined = navigator.locks;
  const channel: ChangeChannel | undefined = "BroadcastChannel" in globalThis ? new BroadcastChannel("layerloom-library") : undefined;
  const opening = indexedShelf().then(
    (shelf) => ({ shelf, forgetful: null }),
    (thrown: unknown) => ({ shelf: memoryShelf(), forgetful: whyForgetful(thrown) }),
  );
  const forgetful = opening.then((opened) => opened.forgetful);
  const shelf = laterShelf(opening.then((opened) => opened.shelf));
  return {
    library: library({ shelf, newId, now: timestamp, ...(keeper ? { estimate: () => keeper.estimate() } : {}), ...(channel ? { channel } : {}) }),
    drafts: drafts({ shelf, ...(locks ? { locks } : {}) }),
    preferences: preferences(() => localStorage),
    checkpoints: pageCheckpoints(),
    finished: finishedIf(forgetful.then((why) => why === null), pageFinishedRuns()),
    visit: visit(() => sessionStorage),
    persistence: persistence(keeper),
    forgetful,
  };
}
