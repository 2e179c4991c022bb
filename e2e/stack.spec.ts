import type { CDPSession, Locator, Page } from "@playwright/test";
import type { Layerloom } from "./harness/layerloom";
import { expect, test } from "./harness/test";
import { like } from "./harness/words";

const recipe = ["Dense", "Activation", "Dropout", "Dense", "Activation", "Dropout", "Dense", "Activation"];

const stackOf = (app: Layerloom): Locator => app.main.getByRole("list", { name: app.words.define("stackLabel") });
const grips = (app: Layerloom): Locator => stackOf(app).getByRole("button", { name: like(app.words.define("move")) });

/** Kinds of the layers, from the input on, as the names of their grips say. */
async function expectKinds(app: Layerloom, kinds: readonly string[]): Promise<void> {
  const names = kinds.map((kind, i) => app.words.define("move", { kind, place: i + 1, all: kinds.length }));
  await expect.poll(() => grips(app).evaluateAll((all) => all.map((grip) => grip.getAttribute("aria-label")))).toEqual(names);
}

const face = (app: Layerloom, place: number): Locator => app.layer(place);

const undo = (app: Layerloom) => app.page.getByRole("button", { name: app.words.shell("undo"), exact: true });
const redo = (app: Layerloom) => app.page.getByRole("button", { name: app.words.shell("redo"), exact: true });
const palette = (app: Layerloom, kind: string) => app.main.getByRole("button", { name: app.words.define("add", { kind }), exact: true });

async function middle(place: Locator): Promise<{ x: number; y: number; height: number }> {
  await place.scrollIntoViewIfNeeded();
  const box = await place.boundingBox();
  if (!box) throw new Error("not on the page");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, height: box.height };
}

test.beforeEach(async ({ app }) => {
  await app.open();
  await app.openPreset("recipe");
  await expectKinds(app, recipe);
});

/** Opens or closes a layer's form. For a twentieth of a second after a drag dnd-kit takes a click for a part of it, which no person is fast enough to see. */
const setOpen = (app: Layerloom, place: number, open: boolean): Promise<void> =>
  expect
    .poll(async () => {
      const is = async (): Promise<boolean> => (await face(app, place).getAttribute("aria-expanded")) === "true";
      if ((await is()) !== open) await face(app, place).click();
      return is();
    })
    .toBe(open);

test("by mouse: a layer is dragged into its place, moved, edited, duplicated and deleted, and all of it undone", async ({ app, page }) => {
  await expect(app.main).toContainText("1,636,146");

  // Out of the palette, between the first two layers.
  const from = await middle(palette(app, "BatchNormalization"));
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  const second = await middle(face(app, 2));
  await page.mouse.move(second.x, second.y - second.height, { steps: 8 });
  await page.mouse.move(second.x, second.y - second.height / 2 - 6, { steps: 4 });
  await expect(stackOf(app)).toContainText(app.words.define("dropHere", { kind: "BatchNormalization" }));
  await page.mouse.up();
  await expectKinds(app, ["Dense", "BatchNormalization", ...recipe.slice(1)]);
  // gamma, beta, moving mean and variance of 512 units, half of them not trained.
  await expect(app.main).toContainText("1,637,170");

  // The third layer one place down.
  await setOpen(app, 2, false);
  await face(app, 4).scrollIntoViewIfNeeded();
  const [third, fourth] = [await middle(grips(app).nth(2)), await middle(grips(app).nth(3))];
  await page.mouse.move(third.x, third.y);
  await page.mouse.down();
  await page.mouse.move(third.x, third.y + 12, { steps: 3 });
  await page.mouse.move(third.x, fourth.y, { steps: 10 });
  await page.mouse.up();
  const moved = ["Dense", "BatchNormalization", "Dropout", "Activation", ...recipe.slice(3)];
  await expectKinds(app, moved);

  // Its parameters; shapes and counts follow while typing. 3072 × 256 + 256, 4 × 256 (half trained), 256 × 120 + 120, 1210.
  await setOpen(app, 1, true);
  await page.getByRole("spinbutton", { name: "units" }).fill("256");
  await expect(app.main).toContainText("819,250");
  await expect(face(app, 1)).toContainText("786,688");

  await app.main.getByRole("button", { name: app.words.define("duplicate"), exact: true }).click();
  await expectKinds(app, ["Dense", ...moved]);
  await app.main.getByRole("button", { name: app.words.define("remove"), exact: true }).click();
  await expectKinds(app, moved);

  for (let i = 0; i < 5; i++) await undo(app).click();
  await expectKinds(app, recipe);
  await expect(app.main).toContainText("1,636,146");
  for (let i = 0; i < 5; i++) await redo(app).click();
  await expectKinds(app, moved);
  await expect(app.main).toContainText("819,250");
});

test("by keyboard alone: layers are added, moved, edited, duplicated, deleted and brought back", async ({ app, page }) => {
  // From here on nothing but keys.
  await tabTo(page, palette(app, "Dropout"));
  await page.keyboard.press("Enter");
  await expectKinds(app, [...recipe, "Dropout"]);

  await tabTo(page, face(app, 9));
  await page.keyboard.press("Alt+ArrowUp");
  await expectKinds(app, [...recipe.slice(0, 7), "Dropout", "Activation"]);
  await expect(face(app, 8)).toBeFocused();

  await page.keyboard.press("Delete");
  await expectKinds(app, recipe);
  await expect(face(app, 8)).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(face(app, 7)).toBeFocused();
  await page.keyboard.press("Control+d");
  await expectKinds(app, [...recipe.slice(0, 7), "Dense", "Activation"]);
  await page.keyboard.press("Control+z");
  await expectKinds(app, recipe);

  // The grip picks a layer up: two places down, then back where it was.
  await tabTo(page, grips(app).first());
  await page.keyboard.press("Space");
  await expect(stackOf(app)).toContainText(app.words.define("dropHere", { kind: "Dense" }));
  // The drag library listens to the keys a timer later than it shows the drop place; a press before that goes nowhere.
  const over = (place: number) => app.words.define("dragOver", { kind: "Dense", place, all: 8 });
  await expect(async () => {
    await page.keyboard.press("ArrowDown");
    await expect(page.locator("body")).toContainText(over(2), { timeout: 1000 });
  }).toPass();
  await page.keyboard.press("ArrowDown");
  await expect(page.locator("body")).toContainText(over(3));
  await page.keyboard.press("Space");
  await expectKinds(app, ["Activation", "Dropout", "Dense", ...recipe.slice(3)]);
  await page.keyboard.press("Control+z");
  await expectKinds(app, recipe);

  await tabTo(page, face(app, 4));
  await page.keyboard.press("Enter");
  const units = page.getByRole("spinbutton", { name: "units" });
  await tabTo(page, units);
  await page.keyboard.press("Control+a");
  await page.keyboard.type("64");
  await page.keyboard.press("Tab");
  await expect(face(app, 4)).toContainText("32,832");
  await page.keyboard.press("Escape");
  await expect(face(app, 4)).toHaveAttribute("aria-expanded", "false");
});

test.describe("by touch", () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });

  test("a layer is picked up by a short press and moved; a swipe only scrolls", async ({ app, page }) => {
    const touch = new Finger(await page.context().newCDPSession(page));
    await grips(app).first().scrollIntoViewIfNeeded();
    const [first, second] = [await middle(grips(app).first()), await middle(grips(app).nth(1))];

    await touch.down(first.x, first.y);
    await expect(stackOf(app)).toContainText(app.words.define("dropHere", { kind: "Dense" }));
    await touch.slide(first, { x: first.x, y: second.y + 10 });
    await touch.up();
    await expectKinds(app, ["Activation", "Dense", ...recipe.slice(2)]);

    const at = await middle(grips(app).nth(2));
    const before = at.y;
    await touch.down(at.x, at.y);
    await touch.slide(at, { x: at.x, y: at.y - 150 });
    await touch.up();
    await expect.poll(async () => (await grips(app).nth(2).boundingBox())?.y ?? before).toBeLessThan(before - 50);
    await expectKinds(app, ["Activation", "Dense", ...recipe.slice(2)]);

    await palette(app, "Flatten").tap();
    await expectKinds(app, ["Activation", "Dense", ...recipe.slice(2), "Flatten"]);
  });

  test("a layer is dragged out of the palette into its place, while the page scrolls too; let go elsewhere it is not added", async ({ app, page }) => {
    const touch = new Finger(await page.context().newCDPSession(page));
    const kind = "BatchNormalization";
    const item = palette(app, kind);
    /** Presses until the layer hangs under the finger, beside its name in the palette. */
    const pickUp = async (): Promise<{ x: number; y: number }> => {
      const from = await middle(item);
      await touch.down(from.x, from.y);
      await expect(page.getByText(kind, { exact: true })).toHaveCount(2);
      return from;
    };
    /** Places from the top, from 0; -1 where it would not be dropped in the stack. */
    const dropPlace = async (): Promise<number> => {
      const items = await stackOf(app).locator("> li").allInnerTexts();
      return items.findIndex((text) => text.includes(app.words.define("dropHere", { kind })));
    };

    /** On by so many pixels at a time, until the layer would fall into that place. */
    const slideUntil = (by: number, place: number): Promise<void> =>
      expect(async () => {
        if ((await dropPlace()) === place) return;
        const next = { x: at.x, y: at.y + by };
        await touch.slide(at, next, 1);
        at = next;
        expect(await dropPlace()).toBe(place);
      }).toPass({ intervals: [20] });

    let at = await pickUp();
    await touch.slide(at, { x: at.x, y: at.y - 40 }, 2);
    await touch.up();
    await expect(page.getByText(kind, { exact: true })).toHaveCount(1);
    await expectKinds(app, recipe);

    // Down until the place opens behind the first layer.
    at = await pickUp();
    const { height } = (await face(app, 2).boundingBox())!;
    await slideUntil(16, 1);
    // The finger rests while the page moves under it, as it does by itself near an edge: the place is where the finger is now.
    const scroll = (by: number) => page.evaluate((distance) => scrollBy({ top: distance, behavior: "instant" }), by);
    await scroll(height * 3);
    await expect.poll(dropPlace).toBeGreaterThan(2);
    await scroll(-height * 3);
    // An open place keeps the layers below it apart: back over its edge a little further.
    await slideUntil(-16, 1);
    await touch.up();
    await expectKinds(app, ["Dense", kind, ...recipe.slice(1)]);
  });
});

test("a layer that cannot work says why in its place, and Fit says which", async ({ app, page }) => {
  await palette(app, "MaxPooling2D").click();
  const broken = stackOf(app).getByRole("listitem").nth(8);
  await expect(broken).toContainText(app.words.define("cannotWork"));
  await expect(app.board).toContainText(app.words.fit("cannotTrain"));
  await expect(app.board).toContainText("MaxPooling2D");
  await app.goTo("load");
  await app.board.getByRole("button", { name: like(app.words.fit("layer", { kind: "MaxPooling2D" })) }).click();
  await expect(app.stepButton("define")).toHaveAttribute("aria-current", "step");
  await expect(face(app, 9)).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("Control+z");
  await expectKinds(app, recipe);
});

test("what a field does not take stays in its box, and what is in use instead is said", async ({ app, page }) => {
  await face(app, 1).click();
  const units = page.getByRole("spinbutton", { name: "units" });
  await units.fill("");
  await expect(app.main).toContainText("Enter a whole number from 1 to 65,536.");
  await units.fill("many");
  await expect(units).toHaveValue("many");
  await expect(app.main).toContainText("Enter a whole number from 1 to 65,536.");
  await expect(app.main).toContainText(app.words.ui("stillUsed", { value: "512" }));
  await expect(face(app, 1)).toContainText("512");
  // A number as the page itself writes it; what it was taken for is said, and shown once the box is left.
  await units.fill("1,024");
  await expect(app.main).toContainText(app.words.ui("readAs", { value: "1,024" }));
  await expect(face(app, 1)).toContainText("1024");
  await units.press("Tab");
  await expect(units).toHaveValue("1024");
  await units.fill("64");
  await expect(app.main).not.toContainText(like(app.words.ui("stillUsed")));
});

/** Tab, forwards as a person does, until the place has the focus. */
async function tabTo(page: Page, place: Locator): Promise<void> {
  for (let i = 0; i < 120; i++) {
    if (await place.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`not reached with Tab: ${String(place)}`);
}

/** One finger on the glass. Playwright itself only taps. */
class Finger {
  readonly #session: CDPSession;

  constructor(session: CDPSession) {
    this.#session = session;
  }

  async down(x: number, y: number): Promise<void> {
    await this.#session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y }] });
  }

  async slide(from: { x: number; y: number }, to: { x: number; y: number }, steps = 10): Promise<void> {
    for (let i = 1; i <= steps; i++) {
      const [x, y] = [from.x + ((to.x - from.x) * i) / steps, from.y + ((to.y - from.y) * i) / steps];
      await this.#session.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [{ x, y }] });
    }
  }

  async up(): Promise<void> {
    await this.#session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  }
}
