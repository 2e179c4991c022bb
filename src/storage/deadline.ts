import { Refusal, text } from "../schema";

/** Milliseconds in which the browser's storage has to open. Some browsers never answer while their database is damaged or locked. */
export const openingDeadline = 5000;

export const noAnswer = text(
  `The browser's storage did not answer within ${openingDeadline / 1000} seconds. Nothing is lost: what it holds is still there. Close other tabs of this page, or restart the browser, and reload the page.`,
  `浏览器的存储在 ${openingDeadline / 1000} 秒内没有响应。没有丢失任何内容：其中的数据仍在。请关闭本页的其他标签页，或重启浏览器，然后刷新页面。`,
);

/**
 * What `opening` comes to, or a Refusal when it has not ended after `milliseconds`. What is opened later all the same goes
 * to `late`, which can close it.
 */
export function within<T>(opening: Promise<T>, late: (opened: T) => void = () => undefined, milliseconds = openingDeadline): Promise<T> {
  return new Promise((resolve, reject) => {
    let given = false;
    const timer = setTimeout(() => {
      given = true;
      reject(new Refusal(noAnswer));
    }, milliseconds);
    opening
      .then(
        (opened) => (given ? late(opened) : resolve(opened)),
        (reason: unknown) => reject(reason instanceof Error ? reason : new Error(String(reason))),
      )
      .finally(() => clearTimeout(timer));
  });
}
