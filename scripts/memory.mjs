import { existsSync, readFileSync } from "node:fs";

/**
 * Bytes that the page's process, its workers included, has held at its most, without the browser's own files that all its
 * processes share; null where the system does not tell.
 * @param {import("playwright").Browser} running
 */
export async function mostMemory(running) {
  const session = await running.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const peaks = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => (existsSync(`/proc/${id}/status`) ? readFileSync(`/proc/${id}/status`, "utf8") : ""))
    .map((status) => ["VmHWM", "RssFile"].map((name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) * 1024))
    .map(([most = 0, files = 0]) => most - files);
  return Math.max(0, ...peaks) || null;
}
