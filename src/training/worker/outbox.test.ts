import { expect, test, vi } from "vitest";
import type { RunEvent } from "../protocol";
import { outbox } from "./outbox";

const epoch = (from: number): RunEvent => ({ type: "epochs", runId: "r", from, list: [{ logs: { loss: 1 / (from + 1) }, seconds: 0.001 }] });
const paused: RunEvent = { type: "paused", runId: "r", epoch: 3, step: 0 };

/** An outbox under a clock of the test's own. */
function box() {
  vi.useFakeTimers();
  let at = 0;
  const sent: RunEvent[] = [];
  const emit = outbox((event) => sent.push(event), () => at);
  const pass = (milliseconds: number): void => {
    at += milliseconds;
    vi.advanceTimersByTime(milliseconds);
  };
  return { emit, sent, pass };
}

test("the first epoch goes at once, those that follow within 50 ms go together", () => {
  const { emit, sent, pass } = box();
  emit(epoch(0));
  emit(epoch(1));
  emit(epoch(2));
  expect(sent).toEqual([epoch(0)]);
  pass(50);
  expect(sent).toHaveLength(2);
  expect(sent[1]).toEqual({
    type: "epochs",
    runId: "r",
    from: 1,
    list: [
      { logs: { loss: 1 / 2 }, seconds: 0.001 },
      { logs: { loss: 1 / 3 }, seconds: 0.001 },
    ],
  });
});

test("another event sends what waits first, so that the order stays", () => {
  const { emit, sent } = box();
  emit(epoch(0));
  emit(epoch(1));
  emit(paused);
  expect(sent.map(({ type }) => type)).toEqual(["epochs", "epochs", "paused"]);
});

test("epochs of another run, or from elsewhere, are not put together", () => {
  const { emit, sent, pass } = box();
  emit(epoch(0));
  emit(epoch(1));
  emit({ ...epoch(0), runId: "s" });
  pass(50);
  expect(sent.map((event) => (event.type === "epochs" ? [event.runId, event.from, event.list.length] : null))).toEqual([
    ["r", 0, 1],
    ["r", 1, 1],
    ["s", 0, 1],
  ]);
});
