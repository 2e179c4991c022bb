/** Resolves in a later macrotask, so that messages, clicks and timers that wait get their turn; a promise alone would not let them. */
export const macrotask = (): Promise<void> =>
  new Promise((resolve) => {
    // A channel of its own each time: a listening port that stays open would keep a Node process alive.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

/** A function to be awaited now and then in long work: it gives way when `every` milliseconds have passed since it last did. */
export function givingWay(every = 16): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < every) return;
    await macrotask();
    last = performance.now();
  };
}
