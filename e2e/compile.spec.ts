import type { Locator } from "@playwright/test";
import type { Layerloom } from "./harness/layerloom";
import { expect, test } from "./harness/test";
import { like } from "./harness/words";

test.beforeEach(async ({ app }) => {
  await app.open();
});

/** Trains the design to its last epoch. */
async function train(app: Layerloom): Promise<void> {
  await app.atFullSpeed();
  await app.control("play").click();
  await expect(app.board).toContainText(like(app.words.fit("endCompleted_other")), { timeout: 45_000 });
}

/** The form of a layer, opened. */
async function openLayer(app: Layerloom, place: number): Promise<Locator> {
  await app.layer(place).click();
  await expect(app.layer(place)).toHaveAttribute("aria-expanded", "true");
  return app.main.getByRole("list", { name: app.words.define("stackLabel") }).getByRole("listitem").nth(place - 1);
}

test("another optimizer, another loss and further metrics are chosen, stand in the call of Keras, and train", async ({ app }) => {
  const main = await app.goTo("compile");
  const call = main.getByRole("group", { name: app.words.compile("inKeras") });
  await expect(call).toContainText("optimizer=keras.optimizers.SGD(learning_rate=0.01)");

  await main.getByRole("radio", { name: "Adam", exact: true }).click();
  await main.getByRole("switch", { name: "amsgrad" }).click();
  await main.getByRole("radio", { name: "mean_squared_logarithmic_error" }).click();
  await main.getByRole("checkbox", { name: "precision" }).check();
  await expect(call).toHaveText(
    ["model.compile(", "optimizer=keras.optimizers.Adam(learning_rate=0.001, amsgrad=True),", 'loss="mean_squared_logarithmic_error",', 'metrics=["accuracy", keras.metrics.Precision(name="precision")],', ")"].join(" "),
  );
  await expect(main).not.toContainText(app.words.compile("notInKeras"));

  await train(app);
  const figure = async (name: string): Promise<number> => Number(await app.figure(app.words.fit("valOf", { name })).textContent());
  // A circle within a ring: a net with two hidden layers tells them apart.
  await expect.poll(() => figure("accuracy")).toBeGreaterThan(0.9);
  // log 2 squared, 0.48, is the most that an output between 0 and 1 can cost.
  expect(await figure(app.words.fit("loss"))).toBeLessThan(0.1);
});

test("one output behind softmax is refused before training; its button mends it, and it trains", async ({ app }) => {
  await app.goTo("define");
  const form = await openLayer(app, 3);
  await form.getByRole("combobox", { name: "activation" }).selectOption("softmax");
  await expect(app.board).toContainText(app.words.fit("cannotTrain"));

  const main = await app.goTo("compile");
  const verdict = main.getByRole("status").filter({ hasText: app.words.compile("refused") });
  await expect(verdict).toContainText("With softmax a single output is always 1");
  await expect(app.control("play")).toHaveAttribute("aria-disabled", "true");

  await verdict.getByRole("button", { name: "Use sigmoid" }).click();
  await expect(main).not.toContainText(app.words.compile("refused"));
  await expect(app.control("play")).toHaveAttribute("aria-disabled", "false");
  await train(app);
});

test("of several outputs, metrics that Keras has no equal of are named with the reason", async ({ app }) => {
  await app.openPreset("shapes-convnet");
  const main = await app.goTo("compile");
  await main.getByRole("checkbox", { name: "recall" }).check();
  const call = main.getByRole("group", { name: app.words.compile("inKeras") });
  await expect(call).toContainText("# without recall: it is the mean over the classes");
  await expect(call).toContainText('metrics=["accuracy"],');
  await expect(main).toContainText(app.words.compile("notInKeras"));
  await expect(main.getByRole("listitem").filter({ hasText: "recall" })).toContainText("keras.metrics.Recall(top_k=1, class_id=0)");
});

test("a pool strides by its window until it gets strides of its own", async ({ app }) => {
  await app.openPreset("shapes-convnet");
  await app.goTo("define");
  const form = await openLayer(app, 2);
  // Pictures of 32 × 32, which the first layer leaves as large: ⌊(32 − 3) / 3⌋ + 1 = 10.
  for (const n of [1, 2]) await form.getByRole("spinbutton", { name: app.words.ui("nth", { name: "pool_size", n }) }).fill("3");
  await expect(app.layer(2)).toContainText("(None, 10, 10, 8)");

  const follows = form.getByRole("checkbox", { name: `strides ${app.words.ui("sameAs", { name: "pool_size" })}` });
  await expect(follows).toBeChecked();
  await follows.uncheck();
  for (const n of [1, 2]) {
    const stride = form.getByRole("spinbutton", { name: app.words.ui("nth", { name: "strides", n }) });
    await expect(stride).toHaveValue("3");
    await stride.fill("2");
  }
  // ⌊(32 − 3) / 2⌋ + 1 = 15.
  await expect(app.layer(2)).toContainText("(None, 15, 15, 8)");
  await follows.check();
  await expect(app.layer(2)).toContainText("(None, 10, 10, 8)");
});

test("get_config shows what Keras's get_config gives", async ({ app }) => {
  const main = await app.goTo("define");
  await main.getByRole("tab", { name: "get_config" }).click();
  const shown: unknown = JSON.parse((await main.getByRole("region", { name: "get_config" }).textContent()) ?? "");
  const layer = (class_name: string, config: object) => ({ module: "keras.layers", class_name, config, registered_name: null });
  const dense = (name: string, units: number, activation: string) =>
    layer("Dense", { name, trainable: true, dtype: "float32", units, activation, use_bias: true, kernel_initializer: "glorot_uniform", bias_initializer: "zeros" });
  expect(shown).toEqual({
    name: "sequential",
    trainable: true,
    dtype: "float32",
    layers: [
      layer("InputLayer", { batch_shape: [null, 2], dtype: "float32", name: "input_layer" }),
      dense("dense", 8, "tanh"),
      dense("dense_1", 8, "tanh"),
      dense("dense_2", 1, "sigmoid"),
    ],
    build_input_shape: [null, 2],
  });
});

test("with from_logits a linear output learns to tell classes apart, and Evaluate and Predict take its sign and its sigmoid", async ({ app }) => {
  await app.goTo("define");
  const form = await openLayer(app, 3);
  await form.getByRole("combobox", { name: "activation" }).selectOption("linear");
  const main = await app.goTo("compile");
  await main.getByRole("checkbox", { name: "from_logits" }).check();
  await expect(main.getByRole("group", { name: app.words.compile("inKeras") })).toContainText("keras.losses.BinaryCrossentropy(from_logits=True)");
  await train(app);
  const evaluate = await app.goTo("evaluate");
  const right = evaluate.getByText(app.words.evaluate("right"), { exact: true }).locator("xpath=following-sibling::span[1]");
  await expect(right).toHaveText(like(app.words.evaluate("rightOf")), { timeout: 30_000 });
  const [correct, all] = (await right.textContent())!.match(/\d+/g)!.map(Number);
  expect(correct! / all!).toBeGreaterThan(0.95);
  // The circle is orange and the ring around it blue; the bars show probabilities, though the output is a logit.
  const predict = await app.goTo("predict");
  for (const [x, name] of [["0", "orange"], ["4", "blue"]] as const) {
    await predict.getByRole("spinbutton", { name: "x", exact: true }).fill(x);
    await predict.getByRole("spinbutton", { name: "y", exact: true }).fill("0");
    const says = predict.getByRole("status").filter({ hasText: `Prediction: ${name}` });
    await expect(says).toContainText(/(9\d\.\d|100\.0)%/);
    await expect(predict).toContainText(like(app.words.predict("threshold", { threshold: 0, name: "orange" })));
  }
});
