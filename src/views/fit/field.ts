import type { DecisionMap } from "../../training/protocol";

/** Red, green and blue, 0 … 255. */
export type Rgb = readonly [number, number, number];

export interface FieldColors {
  /** Where the model is sure of class 0. */
  readonly low: Rgb;
  /** Where it is undecided. */
  readonly middle: Rgb;
  /** Where it is sure of class 1. */
  readonly high: Rgb;
}

const shades = 256;

/**
 * A decision map as a picture of `resolution` × `resolution` pixels, four bytes each: from the colour of class 0 over the
 * page's own to that of class 1. `strength` (0 … 1) is how much of a class's colour the surest place has, so that the
 * points above stand out.
 */
export function fieldPixels({ resolution, values }: DecisionMap, { low, middle, high }: FieldColors, strength: number): Uint8ClampedArray<ArrayBuffer> {
  const table = new Uint8ClampedArray(shades * 4);
  for (let shade = 0; shade < shades; shade++) {
    const away = (2 * shade) / (shades - 1) - 1;
    const end = away < 0 ? low : high;
    // Rounded to the even number of shades, the middle one is undecided to the point.
    const part = Math.max(0, Math.abs(away) - 1 / (shades - 1)) * (1 + 1 / (shades - 2)) * strength;
    for (let c = 0; c < 3; c++) table[shade * 4 + c] = middle[c]! + (end[c]! - middle[c]!) * part;
    table[shade * 4 + 3] = 255;
  }
  const pixels = new Uint8ClampedArray(resolution * resolution * 4);
  for (let i = 0; i < resolution * resolution; i++) {
    const shade = Math.round(Math.max(0, Math.min(1, values[i]!)) * (shades - 1)) * 4;
    for (let c = 0; c < 4; c++) pixels[i * 4 + c] = table[shade + c]!;
  }
  return pixels;
}

/**
 * The line on which a map takes the value `level`, by marching squares: x and y of both ends of each piece, in cells from
 * the top left, values lying at the cells' centres.
 */
export function boundary({ resolution, values }: DecisionMap, level: number): Float32Array {
  const found: number[] = [];
  const at = (row: number, column: number): number => values[row * resolution + column]!;
  const between = (a: number, b: number): number => (level - a) / (b - a);
  for (let row = 0; row + 1 < resolution; row++) {
    for (let column = 0; column + 1 < resolution; column++) {
      const [topLeft, topRight, bottomLeft, bottomRight] = [at(row, column), at(row, column + 1), at(row + 1, column), at(row + 1, column + 1)];
      const [x, y] = [column + 0.5, row + 0.5];
      const above = (value: number): boolean => value > level;
      // The crossings of the four sides, in the order left, top, right, bottom.
      const crossings: (readonly [number, number])[] = [];
      if (above(topLeft) !== above(bottomLeft)) crossings.push([x, y + between(topLeft, bottomLeft)]);
      if (above(topLeft) !== above(topRight)) crossings.push([x + between(topLeft, topRight), y]);
      if (above(topRight) !== above(bottomRight)) crossings.push([x + 1, y + between(topRight, bottomRight)]);
      if (above(bottomLeft) !== above(bottomRight)) crossings.push([x + between(bottomLeft, bottomRight), y + 1]);
      // Two crossings are one piece, four (a saddle) are two, each around a corner.
      for (let i = 0; i + 1 < crossings.length; i += 2) found.push(...crossings[i]!, ...crossings[i + 1]!);
    }
  }
  return Float32Array.from(found);
}
