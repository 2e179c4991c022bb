import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { like, until, w, type Page } from "./page.ts";

/** What must hold in every browser, in the words of somebody who uses the page. */
export interface Story {
  readonly title: string;
  readonly tell: (page: Page) => Promise<void>;
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

/** Presses Play; again where the board still says that nothing is trained, because it moved under the press. */
async function play(page: Page): Promise<void> {
  await until("run on the board", async () => {
    await page.click("button", w.fit("play"), "board");
    return page.leaves(w.fit("noRun"), "board", 5);
  }, 60);
}
const ended = (page: Page, seconds = 120): Promise<unknown> => page.sees(like(w.fit("endCompleted_other")), "board", seconds);

async function planEpochs(page: Page, epochs: number): Promise<void> {
  await page.goTo("fit");
  await page.fill("spinbutton", /epochs/, String(epochs));
}

/** A small model, trained as briefly as it takes to have one. */
async function trainBriefly(page: Page): Promise<void> {
  await planEpochs(page, 2);
  await play(page);
  await ended(page);
}

const accuracy = w.fit("valOf", { name: "accuracy" });

export const stories: readonly Story[] = [
  {
    title: "at a first visit one click trains a net to more than 0.95",
    async tell(page) {
      await page.open();
      await play(page);
      await until("accuracy above 0.95", async () => (await page.figure(accuracy)) > 0.95, 60);
      await ended(page);
    },
  },
  {
    title: "a convnet trains on drawn shapes, on every thread that the page may use",
    async tell(page) {
      await page.open();
      await page.openPreset("shapes-convnet");
      await planEpochs(page, 2);
      await play(page);
      await ended(page, 240);
      const reached = await page.figure(accuracy);
      // Three shapes: a guess is right in a third of the cases.
      check(reached > 0.5, `accuracy was ${reached}`);
    },
  },
  {
    title: "a trained model is evaluated: right ones are counted, and the confusion matrix is shown",
    async tell(page) {
      await page.open();
      await play(page);
      await ended(page);
      await page.goTo("evaluate");
      const [found] = await page.sees(like(w.evaluate("rightOf")), "main", 60);
      const [right, all] = found.match(/\d[\d,]*/g)!.map((number) => Number(number.replace(/,/g, "")));
      check(all! > 0 && right! / all! > 0.9, `${right} of ${all} were right`);
      await page.sees(w.evaluate("confusion"), "main");
    },
  },
  {
    title: "on a device that a person chose tfjs trains, and the header says so",
    async tell(page) {
      await page.open();
      await page.click("button", like(w.shell("deviceOf")));
      await page.click("menuitemradio", /JavaScript/);
      await until("the choice in the header", async () => /JavaScript/.test(await page.device()), 30);
      await trainBriefly(page);
      // The next visit finds the choice again; the stories after this one are to find none.
      await page.click("button", like(w.shell("deviceOf")));
      await page.click("menuitemradio", like(w.shell("deviceAuto")));
      await until("another device in the header", async () => !/JavaScript/.test(await page.device()), 30);
    },
  },
  {
    title: "a trained model predicts samples of the test set",
    async tell(page) {
      await page.open();
      await page.openPreset("shapes-convnet");
      await planEpochs(page, 2);
      await play(page);
      await ended(page, 240);
      await page.goTo("predict");
      await page.part("img", like(w.predict("sample")), "main", 60);
    },
  },
  {
    title: "a model is saved, is there after a reload, and opens",
    async tell(page) {
      await page.open();
      await trainBriefly(page);
      await page.goTo("save");
      await page.fill("textbox", w.save("name"), "Kept");
      await page.click("button", w.save("save"), "main");
      await page.sees(w.save("savedAs", { name: "Kept" }), "main");
      await page.reload();
      await page.goTo("save");
      await page.click("button", w.save("openOf", { name: "Kept" }), "main");
      await page.goTo("evaluate");
      await page.sees(like(w.evaluate("rightOf")), "main", 60);
    },
  },
  {
    title: "a model is downloaded as a Keras file",
    async tell(page) {
      await page.open();
      await trainBriefly(page);
      await page.goTo("save");
      await page.click("button", /\(\.keras\)$/, "main");
      const name = await until("download", async () => readdirSync(page.downloads).find((file) => file.endsWith(".keras")), 60);
      const files = await until("whole file", async () => {
        try {
          return Object.keys(unzipSync(readFileSync(join(page.downloads, name))));
        } catch {
          return null;
        }
      }, 30);
      check(files.includes("config.json") && files.includes("model.weights.h5"), `it holds ${files.join(", ")}`);
    },
  },
  {
    title: "a run that a reload cuts off is resumed and ends",
    async tell(page) {
      await page.open();
      await page.openPreset("shapes-convnet");
      await planEpochs(page, 4);
      await page.choose(w.fit("tempo"), w.fit("tempoBatches_other", { shown: 100 }));
      await play(page);
      await page.sees(like(w.fit("keptUntil")), "board", 60);
      await page.reload();
      await page.click("button", w.fit("continueRun"), "board");
      await ended(page, 240);
    },
  },
];
