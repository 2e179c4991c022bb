import { expect } from "vitest";

/** Every number within `tolerance` of the wanted one, relative to the largest wanted one (at least 1). */
export function expectNear(values: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number): void {
  expect(values.length).toBe(wanted.length);
  const scale = Array.from(wanted).reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  let furthest = 0;
  for (let i = 0; i < wanted.length; i++) {
    const away = Math.abs(values[i]! - wanted[i]!);
    // A NaN is never near.
    furthest = away <= furthest ? furthest : away;
  }
  expect(furthest / scale).toBeLessThan(tolerance);
}
