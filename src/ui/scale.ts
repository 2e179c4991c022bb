import type { Control } from "../schema";

/** The stops of a slider, from the lowest to the highest value. */
export type Scale = readonly number[];

/** Without the dust of binary fractions: 0.1 + 0.2 is 0.3. */
export const clean = (value: number): number => Number(value.toPrecision(12));

/** 1, 2, 5, 10, 20, 50 … between two positive numbers, both ends included. */
function decades(min: number, max: number): number[] {
  const stops: number[] = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.ceil(Math.log10(max)); power++) {
    for (const lead of [1, 2, 5]) {
      const stop = clean(lead * 10 ** power);
      if (stop > min && stop < max) stops.push(stop);
    }
  }
  return [min, ...stops, max];
}

function powersOfTwo(min: number, max: number): number[] {
  const stops: number[] = [];
  for (let stop = min; stop <= max; stop *= 2) stops.push(stop);
  return stops;
}

function even(min: number, max: number, step: number): number[] {
  const stops = Array.from({ length: Math.floor(clean((max - min) / step)) + 1 }, (_, i) => clean(min + i * step));
  return stops.at(-1) === max ? stops : [...stops, max];
}

/** Where a slider helps: even steps over a short range, ever larger ones over a long range; null where it would not. */
export function scaleOf(control: Control): Scale | null {
  if (control.type === "integer") {
    const { min, max } = control;
    if (max - min <= 200) return even(min, max, 1);
    if (min < 1 || max / min > 1e5) return null;
    return min === 1 && Number.isInteger(Math.log2(max)) ? powersOfTwo(min, max) : decades(min, max);
  }
  if (control.type === "number") {
    const { min, max, step } = control;
    if ((max - min) / step <= 1000) return even(min, max, step);
    return min > 0 && max / min >= 1e4 && max / min <= 1e8 ? decades(min, max) : null;
  }
  return null;
}

/** The stop nearest to a value, as an index. */
export function nearest(scale: Scale, value: number): number {
  let best = 0;
  scale.forEach((stop, i) => {
    if (Math.abs(stop - value) < Math.abs(scale[best]! - value)) best = i;
  });
  return best;
}

/** The value after a press of an arrow key: the next stop of a long scale, else one step; never out of range. */
export function stepped(control: Extract<Control, { type: "integer" | "number" }>, value: number, direction: 1 | -1, large: boolean): number {
  const { min, max } = control;
  const within = (wanted: number): number => Math.min(max, Math.max(min, clean(wanted)));
  if (control.type === "integer") return within(value + direction * (large ? 10 : 1));
  const scale = scaleOf(control);
  const long = min > 0 && scale !== null && scale.length < (max - min) / control.step;
  if (!long) return within(value + direction * control.step * (large ? 10 : 1));
  return within((direction > 0 ? scale.find((stop) => stop > value) : scale.findLast((stop) => stop < value)) ?? value);
}
