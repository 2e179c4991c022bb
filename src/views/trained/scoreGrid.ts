/** Points of a square grid over the plane, row by row from the top left, in the middle of each cell. */
export function gridPoints(resolution: number, reach: number): Float32Array {
  const points = new Float32Array(resolution * resolution * 2);
  const step = (2 * reach) / resolution;
  for (let row = 0; row < resolution; row++) {
    for (let column = 0; column < resolution; column++) {
      const at = 2 * (row * resolution + column);
      points[at] = -reach + (column + 0.5) * step;
      points[at + 1] = reach - (row + 0.5) * step;
    }
  }
  return points;
}
