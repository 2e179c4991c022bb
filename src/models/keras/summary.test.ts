import { expect, test } from "vitest";
import { presets } from "../../experiment";
import { layers as kinds, readLayer, type LayerKindName, type LayerSpec } from "../../layers";
import { kerasSummary } from "./summary";

const stack = (list: readonly (readonly [LayerKindName, Record<string, unknown>?])[]): LayerSpec[] =>
  list.map(([kind, values = {}], i) => {
    const read = readLayer(`l${i}`, kind, values, []);
    if (!read.ok) throw new Error(kinds.kinds.join());
    return read.value;
  });

// Everything expected here was printed by Keras 3.15.1.

test("the recipe's summary is Keras's, character by character", () => {
  const recipe = presets.find(({ id }) => id === "recipe")!.experiment;
  expect(kerasSummary(recipe.layers, [3072])).toBe(`Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ dense (Dense)                   │ (None, 512)            │     1,573,376 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ activation (Activation)         │ (None, 512)            │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dropout (Dropout)               │ (None, 512)            │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense_1 (Dense)                 │ (None, 120)            │        61,560 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ activation_1 (Activation)       │ (None, 120)            │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dropout_1 (Dropout)             │ (None, 120)            │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense_2 (Dense)                 │ (None, 10)             │         1,210 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ activation_2 (Activation)       │ (None, 10)             │             0 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 1,636,146 (6.24 MB)
 Trainable params: 1,636,146 (6.24 MB)
 Non-trainable params: 0 (0.00 B)`);
});

test("long names and shapes break between words, and moving averages are not trained", () => {
  const layers = stack([
    ["Conv2D", { filters: 16, padding: "same" }],
    ["BatchNormalization"],
    ["Activation"],
    ["MaxPooling2D"],
    ["Reshape", { target_shape: [16, 1, 1, 1, 1, 256] }],
    ["Dense", { units: 1 }],
  ]);
  expect(kerasSummary(layers, [32, 32, 3], "model")).toBe(`Model: "model"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ conv2d (Conv2D)                 │ (None, 32, 32, 16)     │           448 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ batch_normalization             │ (None, 32, 32, 16)     │            64 │
│ (BatchNormalization)            │                        │               │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ activation (Activation)         │ (None, 32, 32, 16)     │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ max_pooling2d (MaxPooling2D)    │ (None, 16, 16, 16)     │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ reshape (Reshape)               │ (None, 16, 1, 1, 1, 1, │             0 │
│                                 │ 256)                   │               │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense (Dense)                   │ (None, 16, 1, 1, 1, 1, │           257 │
│                                 │ 1)                     │               │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 769 (3.00 KB)
 Trainable params: 737 (2.88 KB)
 Non-trainable params: 32 (128.00 B)`);
});

test("behind a layer that cannot work the shapes are unknown", () => {
  const lines = kerasSummary(stack([["Reshape", { target_shape: [7, 7] }], ["Dense"]]), [8]).split("\n");
  expect(lines.filter((line) => line.includes("0 (unbuilt)") && line.includes("│ ?"))).toHaveLength(2);
});
