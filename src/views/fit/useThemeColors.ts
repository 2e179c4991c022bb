import { useEffect, useState } from "react";
import type { FieldColors, Rgb } from "./field";

/**
 * A CSS colour as numbers. The theme writes `#rrggbb` or `#rgb`; for any other notation the browser paints a pixel, which is then
 * read: a third of a second where the first canvas of a page has to start software rendering.
 */
function rgbOf(color: string): Rgb {
  const [, hex] = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(color) ?? [];
  if (hex !== undefined) {
    const value = Number.parseInt(hex.length === 3 ? hex.replace(/./g, "$&$&") : hex, 16);
    return [value >> 16, (value >> 8) & 255, value & 255];
  }
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const brush = canvas.getContext("2d", { willReadFrequently: true })!;
  brush.fillStyle = color;
  brush.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = brush.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

export interface ThemeColors extends FieldColors {
  readonly line: string;
}

function read(): ThemeColors {
  const style = getComputedStyle(document.documentElement);
  const named = (name: string): string => style.getPropertyValue(name).trim();
  return {
    low: rgbOf(named("--class-0")),
    middle: rgbOf(named("--surface")),
    high: rgbOf(named("--class-1")),
    line: named("--ink"),
  };
}

/** The theme's colours as a canvas needs them; read anew when the theme changes. */
export function useThemeColors(): ThemeColors {
  const [colors, setColors] = useState(read);
  useEffect(() => {
    const update = (): void => setColors(read());
    const root = new MutationObserver(update);
    root.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => root.disconnect();
  }, []);
  return colors;
}
