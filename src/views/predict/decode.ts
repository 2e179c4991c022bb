import { Refusal, text, type Shape } from "../../schema";
import { areaAverage, centreCrop, toChannels } from "./crop";

/** Large enough for a good mean, small enough to be done at once. */
const longest = 512;

/**
 * A person's picture brought to the form of the data: the middle cut out, shrunk, in their channels, as bytes. Throws a
 * Refusal that names the file where it is no picture that the browser can read.
 */
export async function readPicture(file: File, shape: Shape): Promise<Uint8Array> {
  const [height = 1, width = 1] = shape;
  const bitmap = await createImageBitmap(file).catch(() => {
    const type = file.type || "?";
    throw new Refusal(
      text(
        `“${file.name}” (${type}) is not a picture that this browser can read; use PNG, JPEG, WebP or GIF.`,
        `“${file.name}”（${type}）不是此浏览器能读取的图片；请使用 PNG、JPEG、WebP 或 GIF。`,
      ),
    );
  });
  try {
    const crop = centreCrop(bitmap, { width, height });
    const scale = Math.min(1, longest / Math.max(crop.width, crop.height));
    const size = { width: Math.max(1, Math.round(crop.width * scale)), height: Math.max(1, Math.round(crop.height * scale)) };
    const canvas = document.createElement("canvas");
    canvas.width = size.width;
    canvas.height = size.height;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) throw new Refusal(text("this browser gives no canvas to draw on", "此浏览器无法提供画布"));
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, crop.left, crop.top, crop.width, crop.height, 0, 0, size.width, size.height);
    const { data } = context.getImageData(0, 0, size.width, size.height);
    return toChannels(areaAverage(data, size, width, height), shape);
  } finally {
    bitmap.close();
  }
}
