import { type backend_util } from "@tensorflow/tfjs-core";

export type ConvolutionInfo = backend_util.Conv2DInfo;

/**
 * Lays the image patches under a filter side by side. Source: the method known as im2col (Chellapilla, Puri and Simard,
 * "High Performance Convolutional Neural Networks for Document Processing", 2006), here with one row per place in the
 * filter (down, across, channel) and one column per output pixel, so that rows are read and written in order.
 *
 * `images` holds whole images, `patches` gets filterHeight · filterWidth · inChannels rows of count · outHeight · outWidth.
 */
export function layPatches(images: Float32Array, patches: Float32Array, count: number, conv: ConvolutionInfo): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, strideHeight, strideWidth, padInfo } = conv;
  const across = strideWidth * inChannels;
  let to = 0;
  for (let down = 0; down < conv.filterHeight; down++) {
    for (let right = 0; right < conv.filterWidth; right++) {
      const shift = right * conv.dilationWidth - padInfo.left;
      // Output columns whose pixel lies inside the image: 0 ≤ column · stride + shift < inWidth.
      const first = Math.min(outWidth, Math.max(0, Math.ceil(-shift / strideWidth)));
      const end = Math.min(outWidth, Math.max(first, Math.ceil((inWidth - shift) / strideWidth)));
      for (let channel = 0; channel < inChannels; channel++) {
        for (let image = 0; image < count; image++) {
          for (let row = 0; row < outHeight; row++) {
            const y = row * strideHeight + down * conv.dilationHeight - padInfo.top;
            if (y < 0 || y >= inHeight) {
              patches.fill(0, to, to + outWidth);
              to += outWidth;
              continue;
            }
            let from = ((image * inHeight + y) * inWidth + first * strideWidth + shift) * inChannels + channel;
            for (let column = 0; column < first; column++) patches[to++] = 0;
            for (let column = first; column < end; column++) {
              patches[to++] = images[from]!;
              from += across;
            }
            for (let column = end; column < outWidth; column++) patches[to++] = 0;
          }
        }
      }
    }
  }
}

/**
 * Turns every filter by 180° and swaps its channels: [down, right, in, out] → [−down, −right, out, in]. A convolution
 * with the result carries the gradient of the output back to the input.
 */
export function turnFilters(filters: Float32Array, turned: Float32Array, height: number, width: number, channelsIn: number, channelsOut: number): void {
  const places = height * width;
  const size = channelsIn * channelsOut;
  for (let place = 0; place < places; place++) {
    const from = place * size;
    const to = (places - 1 - place) * size;
    for (let i = 0; i < channelsIn; i++) {
      for (let o = 0; o < channelsOut; o++) turned[to + o * channelsIn + i] = filters[from + i * channelsOut + o]!;
    }
  }
}

/** Puts zeros between the pixels of images: a gradient behind strides, as it would stand without them. */
export function spread(images: Float32Array, target: Float32Array, count: number, conv: ConvolutionInfo, height: number, width: number): void {
  const { outHeight, outWidth, outChannels, strideHeight, strideWidth } = conv;
  target.fill(0);
  let from = 0;
  for (let image = 0; image < count; image++) {
    for (let row = 0; row < outHeight; row++) {
      let to = ((image * height + row * strideHeight) * width) * outChannels;
      for (let column = 0; column < outWidth; column++) {
        for (let channel = 0; channel < outChannels; channel++) target[to + channel] = images[from++]!;
        to += strideWidth * outChannels;
      }
    }
  }
}
