import { describe, expect, test } from "vitest";
import { maxPooling2d } from "./maxPooling2d";
import { readLayer } from "./index";

const read = (values: Record<string, unknown>) => readLayer("p", "MaxPooling2D", values, []);
const shapeOf = (values: Record<string, unknown>, input: readonly number[]) => {
  const spec = read(values);
  if (!spec.ok || spec.value.kind !== "MaxPooling2D") throw new Error("not a pool");
  return maxPooling2d.outputShape(spec.value.values, input);
};

describe("the strides of a pool", () => {
  test("are the size of its window unless they are set", () => {
    // ⌊(9 − 3) / 3⌋ + 1 = 3 and ⌊(8 − 3) / 3⌋ + 1 = 2; with strides of 2, ⌊(9 − 3) / 2⌋ + 1 = 4 and ⌊(8 − 3) / 2⌋ + 1 = 3.
    expect(shapeOf({ pool_size: [3, 3] }, [9, 8, 5])).toEqual({ ok: true, value: [3, 2, 5] });
    expect(shapeOf({ pool_size: [3, 3], strides: [2, 2] }, [9, 8, 5])).toEqual({ ok: true, value: [4, 3, 5] });
    // ⌈9 / 4⌉ = 3 and ⌈8 / 2⌉ = 4.
    expect(shapeOf({ pool_size: [4, 2], padding: "same" }, [9, 8, 5])).toEqual({ ok: true, value: [3, 4, 5] });
  });

  test("of a document that holds numbers are those", () => {
    expect(read({ pool_size: [3, 3], strides: [2, 2], padding: "valid" })).toMatchObject({ ok: true, value: { values: { pool_size: [3, 3], strides: [2, 2] } } });
    expect(read({})).toMatchObject({ ok: true, value: { values: { strides: null } } });
  });

  test("are refused as anything else", () => {
    const wrong = read({ strides: [2] });
    expect(wrong).toMatchObject({ ok: false, error: [{ message: { en: "expected 2 whole numbers from 1 to 64, or null for the same as pool_size, received [2]" } }] });
  });

  test("stand in a Keras file as the numbers that Keras works out, and are read however Keras has written them", () => {
    const config = (values: Record<string, unknown>) => {
      const spec = read(values);
      return spec.ok && spec.value.kind === "MaxPooling2D" ? maxPooling2d.keras.toConfig(spec.value.values) : undefined;
    };
    expect(config({ pool_size: [3, 2] })).toMatchObject({ pool_size: [3, 2], strides: [3, 2] });
    expect(config({ pool_size: [3, 2], strides: [1, 1] })).toMatchObject({ pool_size: [3, 2], strides: [1, 1] });
    const strides = (written: object) => {
      const raw = maxPooling2d.keras.fromConfig({ pool_size: [3, 2], ...written });
      return raw.ok ? raw.value.strides : raw.error;
    };
    expect([strides({}), strides({ strides: null }), strides({ strides: [3, 2] }), strides({ strides: [2, 2] })]).toEqual([null, null, null, [2, 2]]);
  });
});
