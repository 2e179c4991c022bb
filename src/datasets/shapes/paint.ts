import type { Random } from "../../random/random";
import { within } from "../points";
import type { Figure } from "./figures";

export const side = 32;
export const pictureBytes = 3 * side * side;

type Colour = readonly [red: number, green: number, blue: number];

/** A colour 0 … 255 from hue (in turns), saturation and value. Formula: A. R. Smith, "Color gamut transform pairs", 1978. */
function colour(hue: number, saturation: number, value: number): Colour {
  const channel = (n: number): number => {
    const k = (n + hue * 6) % 6;
    return 255 * value * (1 - saturation * Math.max(0, Math.min(k, 4 - k, 1)));
  };
  return [channel(5), channel(3), channel(1)];
}

/** Perceived brightness, 0 … 255 (Rec. 601). */
const brightness = ([red, green, blue]: Colour): number => 0.299 * red + 0.587 * green + 0.114 * blue;

const anyColour = (random: Random): Colour => colour(random.uniform(), 0.25 + 0.7 * random.uniform(), 0.2 + 0.8 * random.uniform());

/**
 * A figure is always the brighter: colours too close are drawn again. With figures now brighter and now darker a network of
 * Dense layers alone learns next to nothing here (0.26 of eight classes), which would make no fair comparison.
 */
function colours(random: Random): { readonly ground: Colour; readonly figure: Colour } {
  for (;;) {
    const [ground, figure] = [anyColour(random), anyColour(random)];
    if (brightness(figure) - brightness(ground) > 60) return { ground, figure };
  }
}

/**
 * Paints a figure into 32 × 32 × 3 bytes from `at` on: somewhere near the middle, of any size, colour and slight turn, on a
 * ground that gets lighter to one side. `noise` 0 … 1 roughens every value.
 */
export function paint(figure: Figure, noise: number, random: Random, target: Uint8ClampedArray, at: number): void {
  const palette = colours(random);
  const radius = 7 + 5 * random.uniform();
  const room = side / 2 - radius;
  const [left, top] = [side / 2 + within(random, room), side / 2 + within(random, room)];
  const turn = within(random, 0.3);
  const [cos, sin] = [Math.cos(turn) / radius, Math.sin(turn) / radius];
  const light = 2 * Math.PI * random.uniform();
  const [slopeX, slopeY] = [(36 * Math.cos(light)) / side, (36 * Math.sin(light)) / side];
  // Uniform noise with a deviation of 50 noise.
  const rough = (noise * 50 * Math.sqrt(12)) / 1023;
  for (let row = 0, t = at; row < side; row++) {
    for (let column = 0; column < side; column++, t += 3) {
      const [x, y] = [column + 0.5 - left, row + 0.5 - top];
      // The part of the pixel that the figure covers: its edge runs through within half a pixel of it.
      const covered = Math.max(0, Math.min(1, 0.5 - radius * figure.distance(cos * x + sin * y, cos * y - sin * x)));
      const shade = (column - side / 2) * slopeX + (row - side / 2) * slopeY;
      const grain = random.uint32();
      for (let c = 0; c < 3; c++) {
        const ground = palette.ground[c]! + shade;
        target[t + c] = ground + covered * (palette.figure[c]! - ground) + rough * (((grain >>> (10 * c)) & 1023) - 511.5);
      }
    }
  }
}
