import { useEffect } from "react";
import { losesByLeaving, useAppStore } from "../../store";

/** Has the browser ask before the page is closed or reloaded while there is something trained that would be lost with it. */
export function useLeaveWarning(): void {
  const store = useAppStore();
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (losesByLeaving(store.getState())) event.preventDefault();
    };
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [store]);
}
