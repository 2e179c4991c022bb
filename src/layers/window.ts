import { choice, fail, ok, showTuple, text, type Field, type Result, type Shape, type Text } from "../schema";

/** What convolution and pooling share: a window that slides over the height and width of an image. */
export type Padding = "valid" | "same";

export const paddingField = (): Field<Padding> =>
  choice<Padding>({
    default: "valid",
    options: [
      { value: "valid", help: text("Only where the whole window fits.", "只在窗口完全放得下的位置。") },
      { value: "same", help: text("Zeros around the image: with stride 1 the size stays the same.", "图像四周补零：步长为 1 时大小不变。") },
    ],
    help: text("How the border is treated.", "边缘的处理方式。"),
  });

/**
 * Positions of a window along one side. Source: TensorFlow's definition of SAME and VALID,
 * ⌈n / stride⌉ and ⌈(n − dilated window + 1) / stride⌉.
 */
export function positions(side: number, window: number, stride: number, padding: Padding): number {
  return padding === "same" ? Math.ceil(side / stride) : Math.ceil((side - window + 1) / stride);
}

/** The height and width behind a window, or why the input cannot be windowed. */
export function windowed(
  input: Shape,
  window: readonly number[],
  strides: readonly number[],
  padding: Padding,
): Result<readonly [number, number], Text> {
  if (input.length !== 3) {
    const have = showTuple(input);
    return fail(
      text(
        `needs an image of shape (height, width, channels), received ${have}`,
        `需要形状为（高，宽，通道）的图像，收到的是 ${have}`,
      ),
    );
  }
  const [height, width] = [input[0]!, input[1]!];
  const rows = positions(height, window[0]!, strides[0]!, padding);
  const columns = positions(width, window[1]!, strides[1]!, padding);
  if (rows < 1 || columns < 1) {
    const [have, want] = [`${height}×${width}`, `${window[0]}×${window[1]}`];
    return fail(
      text(
        `the window of ${want} is larger than the image of ${have}; make the window smaller or use padding "same"`,
        `${want} 的窗口大于 ${have} 的图像；请减小窗口或使用 "same" 填充`,
      ),
    );
  }
  return ok([rows, columns]);
}
