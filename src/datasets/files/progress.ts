import type { Progress } from "../define";

/** Adds up bytes and tells the part that they are of `total`, in steps large enough to be worth a message, and the end. */
export function stepwise(progress: Progress, total: number): (bytes: number) => void {
  let [bytes, told] = [0, 0];
  return (more) => {
    bytes += more;
    const part = Math.min(1, bytes / total);
    if (part - told < 0.002 && !(part === 1 && told < 1)) return;
    told = part;
    progress(part);
  };
}
