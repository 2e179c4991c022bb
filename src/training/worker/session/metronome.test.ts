import { describe, expect, it } from "vitest";
import { Metronome } from "./metronome";

/** A metronome with a clock that is set by hand. */
function byHand() {
  const clock = { now: 10_000 };
  return { clock, metronome: new Metronome(() => clock.now) };
}

describe("the metronome", () => {
  it("lets the first step go, and the next one when its time has come: ten a second", () => {
    const { clock, metronome } = byHand();
    expect(metronome.ahead(10)).toBe(0);
    // The first step is taken to have been due 50 ms ago.
    metronome.beat(10);
    expect(metronome.ahead(10)).toBe(50);
    clock.now += 30;
    expect(metronome.ahead(10)).toBe(20);
    clock.now += 20;
    expect(metronome.ahead(10)).toBe(0);
  });

  it("makes up for a late step, but not for a pause", () => {
    const { clock, metronome } = byHand();
    metronome.beat(10);
    clock.now += 90;
    metronome.beat(10);
    // Due at 50, taken at 90: the one after it is due at 150 and not at 190.
    expect(metronome.ahead(10)).toBe(60);
    clock.now += 5000;
    metronome.beat(10);
    expect(metronome.ahead(10)).toBe(50);
  });

  it("puts waits of less than 8 ms together, and keeps to the tempo all the same", () => {
    const { clock, metronome } = byHand();
    let steps = 0;
    const from = clock.now;
    while (clock.now < from + 2000) {
      const wait = metronome.ahead(1000);
      if (wait > 0) clock.now += wait;
      else {
        metronome.beat(1000);
        steps++;
      }
    }
    // Two seconds, and the 50 ms that the first step brought along.
    expect(steps).toBeGreaterThanOrEqual(2000);
    expect(steps).toBeLessThanOrEqual(2060);
  });

  it("goes over to another tempo at once", () => {
    const { metronome } = byHand();
    metronome.beat(1);
    expect(metronome.ahead(1)).toBe(950);
    expect(metronome.ahead(10)).toBe(50);
    expect(metronome.ahead(null)).toBe(0);
  });
});
