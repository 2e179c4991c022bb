import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileInput } from "./harness/files";
import { expect, test } from "./harness/test";
import { like } from "./harness/words";

/** A net of 2 → 3 → 1 that Keras 3.15 saved for points as they are, with what Keras says of five points. */
const folder = join(import.meta.dirname, "../src/models/fixtures/keras-3.15.1/plane");
const told = JSON.parse(readFileSync(join(folder, "data.json"), "utf8")) as { readonly x: readonly number[]; readonly y: readonly number[] };

test("a file that does not say how its inputs were prepared asks, tries each way, and predicts by the one that is chosen", async ({ app, page }) => {
  const w = app.words.evaluate;
  await app.open();
  await app.goTo("save");
  await fileInput(page, app.words.save("choose")).setInputFiles(join(folder, "model.keras"));
  await expect(app.notices.getByText(/Opened .+: 2 layers, 13 parameters/)).toBeVisible();

  const main = await app.goTo("predict");
  const first = async (): Promise<number> => Number((/The output is ([\d.]+);/.exec(await main.innerText()) ?? [])[1]);
  for (const axis of [0, 1]) await main.getByRole("spinbutton", { name: "xy"[axis]!, exact: true }).fill(String(+told.x[axis]!.toFixed(1)));
  await expect(main).toContainText(w("preparedAsk"));
  // The present document has a z-score, by which another number comes out.
  await expect.poll(first).toBeGreaterThan(0);
  expect(Math.abs((await first()) - told.y[0]!)).toBeGreaterThan(1e-3);

  const plain = main.getByRole("radio", { name: like(w("preparedPlain")) });
  await expect(main.getByText(like(w("preparedScore")))).toHaveCount(4, { timeout: 30_000 });
  await expect(main.getByText(w("preparedBest"))).toHaveCount(1);
  await plain.click();
  await expect.poll(async () => Math.abs((await first()) - told.y[0]!)).toBeLessThan(1e-4);

  // What was chosen is said, on the other steps too, and can be changed.
  await app.goTo("evaluate");
  await expect(app.main.getByText(w("preparedBy", { name: w("preparedPlain") }))).toBeVisible();
  await app.main.getByRole("button", { name: `${w("preparedChange")}: ${w("prepared")}` }).click();
  await expect(app.main.getByRole("radio", { name: like(w("preparedPlain")) })).toBeChecked();
});
