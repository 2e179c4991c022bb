import type { Locator } from "@playwright/test";
import type { Layerloom } from "./harness/layerloom";
import { expect, test } from "./harness/test";
import { like } from "./harness/words";

const stackOf = (app: Layerloom): Locator => app.main.getByRole("list", { name: app.words.define("stackLabel") });
const card = (app: Layerloom, place: number): Locator => stackOf(app).getByRole("listitem").nth(place - 1);
const palette = (app: Layerloom, kind: string): Locator => app.main.getByRole("button", { name: app.words.define("add", { kind }), exact: true });

test.beforeEach(async ({ app }) => {
  await app.open();
  await app.goTo("define");
});

test("an impossible layer has its repairs in its own card, and they name no layer that is not there", async ({ app }) => {
  await app.layer(1).click();
  await palette(app, "Conv2D").click();
  const broken = card(app, 2);
  await expect(broken).toContainText(app.words.define("cannotWork"));
  await expect(app.main).not.toContainText(/before Flatten|behind a Reshape/);
  await expect(broken.getByRole("button", { name: "Remove Conv2D" })).toBeInViewport();
  await broken.getByRole("button", { name: "Use Dense instead" }).click();
  await expect(app.layer(2)).toContainText("Dense");
  await expect(app.layer(2)).toContainText("(None, 32)");
  await expect(app.main).not.toContainText(app.words.define("cannotWork"));
  // An output that does not fit the labels is repaired in the card of the last layer.
  await app.layer(4).click();
  await app.page.getByRole("spinbutton", { name: "units" }).fill("10");
  await expect(card(app, 4)).toContainText(app.words.define("doesNotFit"));
  await card(app, 4).getByRole("button", { name: "Set units to 1" }).click();
  await expect(app.layer(4)).toContainText("(None, 1)");
});

test("the palette says where the next layer goes, and the stack marks the place", async ({ app }) => {
  const here = stackOf(app).getByRole("listitem").filter({ hasText: app.words.define("landsHere") });
  await expect(app.main).toContainText(app.words.define("landsAtEnd"));
  await app.layer(1).click();
  await expect(palette(app, "Dropout")).toHaveAccessibleDescription(app.words.define("landsAfter", { place: 1 }));
  await expect(here).toHaveCount(1);
  await expect(here).toContainText(app.words.define("nthLayer", { place: 2, all: 3 }));
  await palette(app, "Dropout").click();
  await expect(app.layer(2)).toContainText("Dropout");
  await expect(app.main).toContainText(app.words.define("landsAfter", { place: 2 }));
});

test("nothing opens over the stack when layers are deleted; Tab and the mouse still show what a kind does", async ({ app, page }) => {
  const tip = page.getByRole("tooltip");
  await app.layer(3).focus();
  for (let left = 3; left > 0; left--) {
    await page.keyboard.press("Delete");
    await expect(stackOf(app).getByRole("button", { name: like(app.words.define("move")) })).toHaveCount(left - 1);
  }
  await expect(palette(app, "Dense")).toBeFocused();
  await expect(tip).toHaveCount(0);
  await page.keyboard.press("Tab");
  await expect(palette(app, "Activation")).toBeFocused();
  await expect(tip).toHaveCount(1);
  await page.keyboard.press("Escape");
  await palette(app, "Dropout").hover();
  await expect(tip).toHaveCount(1);
  // The empty stack is repaired in one click too.
  await app.main.getByRole("button", { name: "Add a Dense layer with 1 unit" }).click();
  await expect(app.layer(1)).toContainText("(None, 1)");
});

test("shapes stand once on each card, and what a model costs is behind a button", async ({ app }) => {
  await expect(app.main.getByText("(None, 8)", { exact: true })).toHaveCount(2);
  await expect(app.main).toContainText(app.words.define("shapesAre"));
  await expect(app.main).not.toContainText("FLOPs");
  await app.main.getByRole("button", { name: app.words.define("cost") }).click();
  await expect(app.page.getByRole("dialog", { name: app.words.define("cost") })).toContainText("193 FLOPs");
});
