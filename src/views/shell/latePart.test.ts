import { expect, test, vi } from "vitest";
import { fetchAtIdle, latePart } from "./latePart";

const View = () => null;

test("a part that could not be fetched is fetched again when it is asked for again, and once it is there never more", async () => {
  const load = vi.fn<() => Promise<typeof View>>().mockRejectedValueOnce(new TypeError("Failed to fetch")).mockResolvedValue(View);
  const part = latePart(load);
  const seen: string[] = [];
  part.subscribe(() => seen.push(part.state().status));
  await part.fetch();
  expect(part.state()).toEqual({ status: "failed" });
  await Promise.all([part.fetch(), part.fetch()]);
  expect(part.state()).toEqual({ status: "ready", View });
  await part.fetch();
  expect(load).toHaveBeenCalledTimes(2);
  expect(seen).toEqual(["failed", "waiting", "ready"]);
});

test("at idle parts are fetched one after another, past one that fails", async () => {
  const order: string[] = [];
  const part = (name: string, fails = false) => async () => {
    order.push(name);
    if (fails) throw new TypeError("Failed to fetch");
  };
  const idle: (() => void)[] = [];
  fetchAtIdle([part("a"), part("b", true), part("c")], (then) => idle.push(then));
  expect(order).toEqual([]);
  for (const names of [["a"], ["a", "b"], ["a", "b", "c"]]) {
    await vi.waitFor(() => expect(idle).toHaveLength(1));
    idle.shift()!();
    expect(order).toEqual(names);
  }
});
