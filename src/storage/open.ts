import { Refusal, text, timestamp, type Text } from "../schema";
import { pageCheckpoints } from "./checkpoints";
import { drafts, type Locks } from "./drafts";
import { noFinishedRuns, pageFinishedRuns } from "./finishedRuns";
import { indexedShelf } from "./indexedShelf";
import { library, type ChangeChannel } from "./library";
import { memoryShelf } from "./memoryShelf";
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
  /** Why nothing will be there at the next visit; absent when the browser keeps it. */
  readonly notice?: Text;
}

const forgetful = text(
  "This browser does not let the page keep anything (a private window, or storage is blocked): saved models and the experiment last only until the page is closed. Download what you want to keep.",
  "此浏览器不允许本页保存数据（可能是隐私窗口，或存储被禁用）：已保存的模型和实验在关闭页面后就会消失。请下载想保留的内容。",
);

/** Opens everything that the browser keeps for the page; falls back to the page's memory, and says so. */
export async function openStorage(newId: () => string): Promise<OpenedStorage> {
  const keeper: StorageManager | undefined = navigator.storage;
  const locks: Locks | undefined = navigator.locks;
  const channel: ChangeChannel | undefined = "BroadcastChannel" in globalThis ? new BroadcastChannel("layerloom-library") : undefined;
  const { shelf, notice } = await indexedShelf().then(
    (found) => ({ shelf: found, notice: undefined }),
    (thrown: unknown) => ({ shelf: memoryShelf(), notice: thrown instanceof Refusal ? thrown.text : forgetful }),
  );
  return {
    library: library({
      shelf,
      newId,
      now: timestamp,
      ...(keeper ? { estimate: () => keeper.estimate() } : {}),
      ...(channel && !notice ? { channel } : {}),
    }),
    drafts: drafts({ shelf, ...(locks && !notice ? { locks } : {}) }),
    preferences: preferences(() => localStorage),
    checkpoints: pageCheckpoints(),
    finished: notice ? noFinishedRuns : pageFinishedRuns(),
    visit: visit(() => sessionStorage),
    ...(notice ? { notice } : {}),
  };
}
