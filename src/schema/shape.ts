/** The shape of one sample, without the batch axis: `[32, 32, 3]`. */
export type Shape = readonly number[];

/** How many numbers a sample of this shape holds. */
export const sizeOf = (shape: Shape): number => shape.reduce((size, side) => size * side, 1);

/** As Keras prints it, with the batch axis: `(None, 32, 32, 3)`. */
export const showShape = (shape: Shape): string => `(None, ${shape.join(", ")})`;

/** Sides that are shown; nothing that a file can hold well has more. */
const mostSides = 32;

/** As Python prints a tuple: `(32, 32, 3)`, `(8,)`. A shape from outside with many sides is cut. */
export function showTuple(sides: readonly number[]): string {
  if (sides.length === 1) return `(${sides[0]},)`;
  return `(${sides.slice(0, mostSides).join(", ")}${sides.length > mostSides ? `, … ${sides.length} sides` : ""})`;
}

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((side, i) => side === b[i]);
