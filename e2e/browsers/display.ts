import { spawn } from "node:child_process";
import type { Readable } from "node:stream";

let display: Promise<string> | null = null;

/** A display of the machine's, or one in memory that goes with this process. `screen` is Xvfb's path. */
export function needDisplay(screen: string): Promise<string> {
  const own = process.env["DISPLAY"];
  if (own) return Promise.resolve(own);
  return (display ??= new Promise((resolve, reject) => {
    // It chooses a number that is free and writes it down.
    const child = spawn(screen, ["-displayfd", "3", "-screen", "0", "1440x900x24", "-nolisten", "tcp"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
    child.once("error", reject);
    child.once("exit", () => reject(new Error("Xvfb ended at once")));
    (child.stdio[3] as Readable).once("data", (number: Buffer) => resolve(`:${number.toString().trim()}`));
    child.unref();
    (child.stdio[3] as Readable & { unref(): void }).unref();
    process.once("exit", () => child.kill());
  }));
}
