import { describe, expect, it } from "vitest";
import { painter, type Clock } from "./painter";
import { aligned, bounded, nearest, upTo } from "./series";

describe("the points of a curve", () => {
  const line = (n: number) => Array.from({ length: n }, (_, i) => ({ x: i, y: 2 * i }));

  it("stay as they are where there are few", () => {
    expect(bounded(line(4), 4)).toEqual(line(4));
  });

  it("are averaged over neighbours where there are many, all of them", () => {
    expect(bounded(line(6), 3)).toEqual([
      { x: 0.5, y: 1 },
      { x: 2.5, y: 5 },
      { x: 4.5, y: 9 },
    ]);
    // 7 points in 3 slots: 2 + 2 + 3.
    expect(bounded(line(7), 3).at(-1)).toEqual({ x: 5, y: 10 });
  });

  it("leave out what is not a number", () => {
    expect(bounded([{ x: 0, y: NaN }, { x: 1, y: 3 }, { x: 2, y: Infinity }], 10)).toEqual([{ x: 1, y: 3 }]);
  });

  it("of several curves come on one axis, with gaps", () => {
    const { x, y } = aligned([
      [{ x: 0, y: 1 }, { x: 2, y: 3 }],
      [{ x: 1, y: 5 }, { x: 2, y: 6 }],
    ]);
    expect(x).toEqual([0, 1, 2]);
    expect(y).toEqual([
      [1, NaN, 3],
      [NaN, 5, 6],
    ]);
  });

  it("are read off at the nearest place", () => {
    expect(nearest(line(4), 1.6)).toEqual({ x: 2, y: 4 });
    expect(nearest([], 1)).toBeUndefined();
  });

  it("have come to nothing in front of the first of them", () => {
    const validation = [{ x: 1, y: 5 }, { x: 2, y: 6 }];
    expect(upTo(validation, 0.88)).toBeUndefined();
    expect(upTo(validation, 1)).toEqual({ x: 1, y: 5 });
    expect(upTo(validation, 1.9)).toEqual({ x: 1, y: 5 });
    expect(upTo(validation, 7)).toEqual({ x: 2, y: 6 });
  });
});

/** A clock that a test turns, and the promises that lie between. */
function handClock(): Clock & { turn(milliseconds: number): Promise<void> } {
  let time = 0;
  let timers: { readonly at: number; readonly then: () => void }[] = [];
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };
  return {
    now: () => time,
    after(milliseconds, then) {
      const timer = { at: time + milliseconds, then };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async turn(milliseconds) {
      const until = time + milliseconds;
      for (;;) {
        await settle();
        const due = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers = timers.filter((other) => other !== due);
        time = due.at;
        due.then();
      }
      time = until;
    },
  };
}

describe("a painter", () => {
  it("paints at once, then at most once in a pause, and only the latest", async () => {
    const clock = handClock();
    const painted: [number, number][] = [];
    const own = painter<number>((value) => Promise.resolve(void painted.push([clock.now(), value])), 350, () => {}, clock);
    for (let i = 0; i < 10; i++) {
      own.show(i);
      await clock.turn(100);
    }
    await clock.turn(1000);
    expect(painted).toEqual([
      [0, 0],
      [350, 3],
      [700, 6],
      [1050, 9],
    ]);
  });

  it("waits for a painting under way", async () => {
    const clock = handClock();
    let running = 0;
    let most = 0;
    const slow = () =>
      new Promise<void>((resolve) => {
        most = Math.max(most, ++running);
        clock.after(1000, () => {
          running--;
          resolve();
        });
      });
    const [one, two] = [painter<number>(slow, 100, () => {}, clock), painter<number>(slow, 100, () => {}, clock)];
    for (let i = 0; i < 20; i++) {
      one.show(i);
      two.show(i);
      await clock.turn(200);
    }
    expect(most).toBe(1);
    await clock.turn(5000);
    expect(running).toBe(0);
  });

  it("rests fifty times as long as a painting took after the first, and 2 s at most", async () => {
    const clock = handClock();
    const begun: number[] = [];
    let takes = 20;
    const slow = () =>
      new Promise<void>((resolve) => {
        begun.push(clock.now());
        clock.after(takes, resolve);
      });
    const own = painter<number>(slow, 350, () => {}, clock);
    for (let i = 0; i < 400; i++) {
      if (i === 130) takes = 400;
      own.show(i);
      await clock.turn(10);
    }
    // 20 ms, which do not count, and 350 without; 20 ms, then 1,000 without; from 1,300 on 400 ms, then 2,000 without.
    expect(begun).toEqual([0, 370, 1390, 3790]);
    own.end();
    await clock.turn(1000);
  });

  it("rests eight times as long where the machine has time to spare", async () => {
    const clock = handClock();
    const begun: number[] = [];
    const slow = () =>
      new Promise<void>((resolve) => {
        begun.push(clock.now());
        clock.after(100, resolve);
      });
    const own = painter<number>(slow, 350, () => {}, clock);
    for (let i = 0; i < 200; i++) {
      own.show(i, "idle");
      await clock.turn(10);
    }
    // 100 ms and 350 without; then 100 ms and 800 without.
    expect(begun).toEqual([0, 450, 1350]);
    own.end();
    await clock.turn(1000);
  });

  it("paints nothing out of sight, and the latest when it comes into sight", async () => {
    const clock = handClock();
    const painted: number[] = [];
    const own = painter<number>((value) => Promise.resolve(void painted.push(value)), 10, () => {}, clock);
    own.setVisible(false);
    own.show(1);
    own.show(2);
    await clock.turn(1000);
    expect(painted).toEqual([]);
    own.setVisible(true);
    await clock.turn(10);
    expect(painted).toEqual([2]);
  });

  it("goes on after a failure, and not after its end", async () => {
    const clock = handClock();
    const failures: unknown[] = [];
    let bad = true;
    const painted: number[] = [];
    const own = painter<number>(
      (value) => (bad ? Promise.reject(new Error("no canvas")) : Promise.resolve(void painted.push(value))),
      10,
      (reason) => failures.push(reason),
      clock,
    );
    own.show(1);
    await clock.turn(50);
    expect(failures).toEqual([new Error("no canvas")]);
    bad = false;
    own.show(2);
    await clock.turn(50);
    own.show(3);
    own.end();
    await clock.turn(50);
    expect(painted).toEqual([2]);
  });
});
