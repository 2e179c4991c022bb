import { useEffect, useState } from "react";

export interface StorageUse {
  readonly usage: number;
  readonly quota: number;
}

/** How many bytes this site keeps in the browser and how many it may; null where the browser does not tell. Asked anew when `changed` is another. */
export function useStorageUse(changed: unknown): StorageUse | null {
  const [use, setUse] = useState<StorageUse | null>(null);
  useEffect(() => {
    let wanted = true;
    const keeper: StorageManager | undefined = navigator.storage;
    keeper?.estimate().then(
      ({ usage, quota }) => {
        if (wanted && usage !== undefined && quota !== undefined) setUse({ usage, quota });
      },
      // A browser that refuses to tell loses nothing but this line.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [changed]);
  return use;
}
