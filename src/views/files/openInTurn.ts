/** Ends when the model that is being opened now is there. */
let turn: Promise<unknown> = Promise.resolve();

/** Opens a model after those that came before: however long each takes to read, the last that came is in use in the end. */
export function openInTurn(open: () => Promise<void>): Promise<void> {
  const opened = turn.then(open);
  // A failure is its caller's; the next one has its turn all the same.
  turn = opened.catch(() => undefined);
  return opened;
}
