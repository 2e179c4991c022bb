import type { StateCreator } from "zustand";
import type { AppState, Notice, Services, Theme, WorkspaceSlice } from "./state";

const themes: readonly Theme[] = ["light", "dark", "system"];

/** Notices beyond this push the oldest out. */
const mostNotices = 5;

/** Milliseconds for which a notice can be read: an outdated one at least, and one that only informs. */
export const readable = { least: 6_000, info: 20_000 } as const;

/** The notice goes as soon as there was time to read it. */
const outdated = (notice: Notice): Notice => ({ ...notice, lasts: readable.least });

export const workspaceSlice =
  ({ preferences, drafts, newId }: Services): StateCreator<AppState, [], [], WorkspaceSlice> =>
  (set) => {
    drafts.onOwned((owned) => set({ otherTab: !owned }));
    return {
      step: "define",
      selected: null,
      theme: themes.find((theme) => theme === preferences.read("theme")) ?? "system",
      notices: [],
      introDismissed: preferences.read("intro") === "dismissed",
      otherTab: !drafts.owned(),
      goTo: (step) => set((state) => (state.step === step ? {} : { step, notices: state.notices.map(outdated) })),
      select: (selected) => set({ selected }),
      dismissIntro() {
        preferences.write("intro", "dismissed");
        set({ introDismissed: true });
      },
      setTheme(theme) {
        preferences.write("theme", theme);
        set({ theme });
      },
      tell: (tone, message, more = {}) =>
        set(({ notices }) => {
          const told: Notice = { id: newId(), tone, message, ...more, lasts: tone === "info" ? readable.info : null };
          // The newest of its kind is the one to read: an older one on the same matter gives way.
          const stays = (notice: Notice): boolean => notice.message.en !== message.en && !(tone === "info" && notice.tone === tone && told.about !== undefined && notice.about === told.about);
          return { notices: [...notices.filter(stays), told].slice(-mostNotices) };
        }),
      outdate: (about) => set(({ notices }) => ({ notices: notices.map((notice) => (notice.about === about ? outdated(notice) : notice)) })),
      dismiss: (id) => set(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) })),
    };
  };
