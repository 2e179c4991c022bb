import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { RunEvent } from "../training/protocol";
import { inbox } from "./inbox";

const epochs = (from: number): RunEvent => ({ type: "epochs", runId: "r", from, list: [] });

beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] }));
afterEach(() => vi.useRealTimers());

const froms = (taken: readonly (readonly RunEvent[])[]) => taken.map((events) => events.map((event) => (event.type === "epochs" ? event.from : event.type)));

test("epochs are taken in together four times a second, and anything rarer takes in what waits", () => {
  const taken: (readonly RunEvent[])[] = [];
  const { receive } = inbox((events) => taken.push(events));
  receive(epochs(0));
  vi.advanceTimersByTime(0);
  receive(epochs(1));
  receive(epochs(2));
  vi.advanceTimersByTime(249);
  expect(froms(taken)).toEqual([[0]]);
  vi.advanceTimersByTime(1);
  expect(froms(taken)).toEqual([[0], [1, 2]]);
  expect(receive(epochs(3))).toBe(false);
  expect(receive({ type: "resumed", runId: "r" })).toBe(true);
  expect(froms(taken)).toEqual([[0], [1, 2], [3, "resumed"]]);
});

test("a clock that is set back an hour holds nothing up", () => {
  const taken: (readonly RunEvent[])[] = [];
  const { receive } = inbox((events) => taken.push(events));
  vi.setSystemTime(new Date("2026-11-28T12:00"));
  receive(epochs(0));
  vi.advanceTimersByTime(0);
  vi.setSystemTime(new Date("2026-11-28T11:00"));
  receive(epochs(1));
  vi.advanceTimersByTime(250);
  expect(froms(taken)).toEqual([[0], [1]]);
});
