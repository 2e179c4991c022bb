import type { Dataset } from "../../../src/datasets";
import { random } from "../../../src/random/random";

/** Seeded noise in the form and size of CIFAR-10: its bytes are nobody's pictures, and as many. */
export function noisePictures(train: number, test: number): Dataset {
  const source = random(11);
  const part = (count: number) => {
    const samples = new Uint8Array(count * 3072);
    const words = new Uint32Array(samples.buffer);
    for (let i = 0; i < words.length; i++) words[i] = source.uint32();
    return { count, samples, labels: Uint8Array.from({ length: count }, () => source.below(10)) };
  };
  return { sampleShape: [32, 32, 3], classes: 10, train: part(train), test: part(test) };
}
