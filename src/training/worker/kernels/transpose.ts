/** A square of this side, read by rows and written by columns, stays in the first-level cache. */
const block = 64;

/** Transposes a matrix of `rows` × `columns` in row-major order from `source` to `target`. */
export function transposeMatrix(source: Float32Array, target: Float32Array, rows: number, columns: number): void {
  for (let top = 0; top < rows; top += block) {
    const bottom = Math.min(top + block, rows);
    for (let left = 0; left < columns; left += block) {
      const right = Math.min(left + block, columns);
      for (let row = top; row < bottom; row++) {
        let from = row * columns + left;
        let to = left * rows + row;
        for (let column = left; column < right; column++) {
          target[to] = source[from++]!;
          to += rows;
        }
      }
    }
  }
}
