import { useEffect, useState } from "react";
import type { FieldColors, Rgb } from "./field";

/** A CSS colour of whatever notation as numbers: the browser paints a pixel with it, which is then read. */
function rgbOf(color: string, brush: CanvasRenderingContext2D): Rgb {
  brush.clearRect(0, 0, 1, 1);
  brush.fillStyle = color;
  brush.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = brush.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

export interface ThemeColors extends FieldColors {
  readonly line: string;
}

function read(): ThemeColors {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const brush = canvas.getContext("2d", { willReadFrequently: true })!;
  const style = getComputedStyle(document.documentElement);
  const named = (name: string): string => style.getPropertyValue(name).trim();
  return {
    low: rgbOf(named("--class-0"), brush),
    middle: rgbOf(named("--surface"), brush),
    high: rgbOf(named("--class-1"), brush),
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
