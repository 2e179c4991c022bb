import { readTarGz } from "./files";

const size = 3072;

/** The binary archive of CIFAR-10 as the recipe's own Python would see it: pictures as height × width × colour, z-scored. */
export function preprocessedTest(archive: string, count: number): { readonly x: Float32Array; readonly labels: Uint8Array } {
  const files = readTarGz(archive);
  const batch = (name: string): Uint8Array => {
    const found = [...files].find(([path]) => path.endsWith(`/${name}.bin`));
    if (!found) throw new Error(`${name}.bin is not in ${archive}`);
    return found[1];
  };
  // One mean and deviation of all training values, as numpy.mean and numpy.std have them.
  let [sum, squares, values] = [0, 0, 0];
  for (let i = 1; i <= 5; i++) {
    const bytes = batch(`data_batch_${i}`);
    for (let at = 0; at < bytes.length; at += 1 + size) {
      for (let p = at + 1; p <= at + size; p++) {
        const value = bytes[p]!;
        sum += value;
        squares += value * value;
      }
      values += size;
    }
  }
  const mean = sum / values;
  const deviation = Math.sqrt(squares / values - mean * mean);
  const test = batch("test_batch");
  const labels = new Uint8Array(count);
  const x = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    const at = i * (1 + size);
    labels[i] = test[at]!;
    for (let pixel = 0; pixel < 1024; pixel++) {
      for (let channel = 0; channel < 3; channel++) {
        x[i * size + pixel * 3 + channel] = (test[at + 1 + channel * 1024 + pixel]! - mean) / deviation;
      }
    }
  }
  return { x, labels };
}
