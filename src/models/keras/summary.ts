import { inferStack } from "../../architecture";
import type { LayerSpec } from "../../layers";
import { showShape, type Shape } from "../../schema";

/**
 * What `model.summary()` prints in a terminal of 80 columns, character by character. Source: Keras
 * `utils/summary_utils.py`, which lets the library rich draw a table of 76 columns split at 45 % and 80 %.
 */
export function kerasSummary(layers: readonly LayerSpec[], inputShape: Shape, name = "sequential"): string {
  const { rows, trainable, nonTrainable } = inferStack(layers, inputShape);
  const cells = rows.map((row, i) => [
    `${row.name} (${layers[i]!.kind})`,
    row.output ? showSummaryShape(row.output) : "?",
    row.output ? grouped(row.trainable + row.nonTrainable) : "0 (unbuilt)",
  ]);
  const total = (title: string, count: number): string => ` ${title}: ${grouped(count)} (${memory(count * 4)})`;
  return [
    `Model: "${name}"`,
    rule("┏", "━", "┳", "┓"),
    ...line(["Layer (type)", "Output Shape", "Param #"], "┃"),
    rule("┡", "━", "╇", "┩"),
    ...cells.flatMap((row, i) => [...(i ? [rule("├", "─", "┼", "┤")] : []), ...line(row, "│")]),
    rule("└", "─", "┴", "┘"),
    total("Total params", trainable + nonTrainable),
    total("Trainable params", trainable),
    total("Non-trainable params", nonTrainable),
  ].join("\n");
}

/** Widths of the columns without their borders and the space on either side. */
const widths = [31, 22, 13] as const;

/** Python prints a tuple of one with a comma behind it, but the summary does not. */
const showSummaryShape = (shape: Shape): string => (shape.length ? showShape(shape) : "(None)");

const grouped = (count: number): string => count.toLocaleString("en-US");

const rule = (left: string, fill: string, cross: string, right: string): string =>
  left + widths.map((width) => fill.repeat(width + 2)).join(cross) + right;

/** A row of the table: as many lines as its longest cell needs. The last column stands to the right. */
function line(cells: readonly string[], border: string): string[] {
  const wrapped = cells.map((cell, i) => wrap(cell, widths[i]!));
  const height = Math.max(...wrapped.map(({ length }) => length));
  return Array.from({ length: height }, (_, at) => {
    const parts = wrapped.map((cell, i) => (i === 2 ? (cell[at] ?? "").padStart(widths[i]) : (cell[at] ?? "").padEnd(widths[i]!)));
    return `${border} ${parts.join(` ${border} `)} ${border}`;
  });
}

/** Breaks between words; what is longer than the column is cut with an ellipsis. */
function wrap(cell: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of cell.split(" ")) {
    const fits = lines.length > 0 && `${lines.at(-1)} ${word}`.length <= width;
    if (fits) lines[lines.length - 1] += ` ${word}`;
    else lines.push(word);
  }
  return lines.map((text) => (text.length > width ? `${text.slice(0, width - 1)}…` : text));
}

/** Bytes with two decimals in powers of 1024. Source: Keras `readable_memory_size`. */
function memory(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB", "PB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(2)} ${units[unit]}`;
}
