import { createContext, useContext } from "react";
import { useStore, type StoreApi } from "zustand";
import type { AppState } from "./state";

const StoreContext = createContext<StoreApi<AppState> | null>(null);

export const StoreProvider = StoreContext.Provider;

/** The store itself, for actions that read as they run. What is drawn comes from `useApp`. */
export function useAppStore(): StoreApi<AppState> {
  const store = useContext(StoreContext);
  if (!store) throw new Error("useAppStore needs a StoreProvider above it");
  return store;
}

/** Reads from the store. Select single values or parts that keep their identity; for new objects use `useShallow`. */
export const useApp = <T,>(select: (state: AppState) => T): T => useStore(useAppStore(), select);

/** The document. */
export const useExperiment = () => useApp((state) => state.history.present);
