import { createContext, useContext } from "react";
import { useStore, type StoreApi } from "zustand";
import type { AppState } from "./state";

const StoreContext = createContext<StoreApi<AppState> | null>(null);

export const StoreProvider = StoreContext.Provider;

/** Reads from the store. Select single values or parts that keep their identity; for new objects use `useShallow`. */
export function useApp<T>(select: (state: AppState) => T): T {
  const store = useContext(StoreContext);
  if (!store) throw new Error("useApp needs a StoreProvider above it");
  return useStore(store, select);
}

/** The document. */
export const useExperiment = () => useApp((state) => state.history.present);
