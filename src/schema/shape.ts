/** The shape of one sample, without the batch axis: `[32, 32, 3]`. */
export type Shape = readonly number[];

/** How many numbers a sample of this shape holds. */
export const sizeOf = (shape: Shape): number => shape.reduce((size, side) => size * side, 1);

/** As Keras prints it, with the batch axis: `(None, 32, 32, 3)`. */
export const showShape = (shape: Shape): string => `(None, ${shape.join(", ")})`;

/** As Python prints a tuple: `(32, 32, 3)`, `(8,)`. */
export const showTuple = (sides: readonly number[]): string => (sides.length === 1 ? `(${sides[0]},)` : `(${sides.join(", ")})`);

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((side, i) => side === b[i]);
