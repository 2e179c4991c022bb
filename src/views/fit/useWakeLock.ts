import { useEffect } from "react";
import { useLiveRun } from "./useRun";

/**
 * Keeps the machine from going to sleep while a run is under way, where the browser lets it. A browser takes the lock
 * away when the page is hidden, so it is asked for again when it is seen.
 */
export function useWakeLock(): void {
  const live = useLiveRun();
  const training = live?.status === "running" || live?.status === "starting";
  useEffect(() => {
    const keeper: WakeLock | undefined = navigator.wakeLock;
    if (!training || !keeper) return;
    let held: WakeLockSentinel | null = null;
    let over = false;
    const ask = async (): Promise<void> => {
      if (document.hidden || over) return;
      try {
        const lock = await keeper.request("screen");
        if (over) await lock.release();
        else held = lock;
      } catch {
        // A low battery or a policy forbids it: the training goes on, and the machine sleeps when it wants to.
      }
    };
    const onSeen = (): void => void ask();
    void ask();
    document.addEventListener("visibilitychange", onSeen);
    return () => {
      over = true;
      document.removeEventListener("visibilitychange", onSeen);
      void held?.release().catch(() => undefined);
    };
  }, [training]);
}
