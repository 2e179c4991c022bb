import { useLayoutEffect, useRef } from "react";
import type { DecisionMap } from "../../training/protocol";
import { boundary, fieldPixels } from "./field";
import styles from "./fit.module.css";
import { useThemeColors } from "./useThemeColors";

/** Pixels along a side; the grid is stretched over them smoothly. */
const side = 512;
const strength = 0.45;

/**
 * What a model decides all over the plane: the colours of the classes, the surer the stronger, and the line between them.
 * Decoration for those who see it; what it shows has to be said elsewhere.
 */
export function DecisionField({ map }: { readonly map: DecisionMap }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colors = useThemeColors();
  useLayoutEffect(() => {
    const brush = canvas.current?.getContext("2d");
    if (!brush) return;
    const { resolution } = map;
    const grid = document.createElement("canvas");
    grid.width = grid.height = resolution;
    grid.getContext("2d")?.putImageData(new ImageData(fieldPixels(map, colors, strength), resolution, resolution), 0, 0);
    brush.imageSmoothingEnabled = true;
    brush.imageSmoothingQuality = "high";
    brush.drawImage(grid, 0, 0, side, side);
    const cell = side / resolution;
    const line = boundary(map, 0.5);
    brush.beginPath();
    for (let i = 0; i < line.length; i += 4) {
      brush.moveTo(line[i]! * cell, line[i + 1]! * cell);
      brush.lineTo(line[i + 2]! * cell, line[i + 3]! * cell);
    }
    brush.strokeStyle = colors.line;
    brush.globalAlpha = 0.6;
    brush.lineWidth = 2.5;
    brush.lineCap = "round";
    brush.stroke();
    brush.globalAlpha = 1;
  }, [map, colors]);
  return <canvas ref={canvas} className={styles.field} width={side} height={side} aria-hidden="true" />;
}
