import { useEffect } from "react";

type Take = (files: readonly File[]) => void;

/** Who takes pictures now: a part of the page while it is shown, the latest first. */
const takers: Take[] = [];

/** Who takes a picture that is dropped beside every zone; absent while nothing on the page does. */
export const pictureTaker = (): Take | undefined => takers.at(-1);

/** While the caller is shown and `ready`, pictures dropped anywhere on the page are handed to `take`, which must stay the same function. */
export function useTakesPictures(take: Take, ready: boolean): void {
  useEffect(() => {
    if (!ready) return;
    takers.push(take);
    return () => void takers.splice(takers.lastIndexOf(take), 1);
  }, [take, ready]);
}
