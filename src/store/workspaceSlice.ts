import type { StateCreator } from "zustand";
import type { AppState, Services, Theme, WorkspaceSlice } from "./state";

const themes: readonly Theme[] = ["light", "dark", "system"];

/** Notices beyond this push the oldest out. */
const mostNotices = 5;

export const workspaceSlice =
  ({ preferences, drafts, newId }: Services): StateCreator<AppState, [], [], WorkspaceSlice> =>
  (set) => {
    drafts.onOwned((owned) => set({ otherTab: !owned }));
    return {
      step: "define",
      selected: null,
      theme: themes.find((theme) => theme === preferences.read("theme")) ?? "system",
      notices: [],
      otherTab: !drafts.owned(),
      goTo: (step) => set({ step }),
      select: (selected) => set({ selected }),
      setTheme(theme) {
        preferences.write("theme", theme);
        set({ theme });
      },
      tell: (tone, message) =>
        set(({ notices }) => ({
          notices: [...notices.filter((notice) => notice.message.en !== message.en), { id: newId(), tone, message }].slice(-mostNotices),
        })),
      dismiss: (id) => set(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) })),
    };
  };
