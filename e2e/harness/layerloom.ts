import { expect, type Locator, type Page } from "@playwright/test";
import { presets } from "../../src/experiment";
import { like, words, type Words } from "./words";

export type Step = "load" | "preprocess" | "define" | "compile" | "fit" | "evaluate" | "predict" | "save";

/** The page as a person meets it: by the names of its steps, buttons and boxes, in the language that it shows. */
export class Layerloom {
  readonly page: Page;
  language: "en" | "zh";

  constructor(page: Page, language: "en" | "zh") {
    this.page = page;
    this.language = language;
  }

  get words(): Words {
    return words[this.language];
  }

  /** Opens the page and waits until it can be used. */
  async open(address = "./"): Promise<void> {
    await this.page.goto(address);
    await expect(this.steps.getByRole("button")).toHaveCount(8);
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await expect(this.steps.getByRole("button")).toHaveCount(8);
  }

  get steps(): Locator {
    return this.page.getByRole("navigation", { name: this.words.shell("steps") });
  }

  stepButton(step: Step): Locator {
    return this.steps.getByRole("button", { name: new RegExp(`^(\\d|✓)?\\s*${this.words.shell(step)}\\b`.replace(/\\b$/, this.language === "en" ? "\\b" : "")) });
  }

  /** Goes to a step; what is in it is within the returned place. */
  async goTo(step: Step): Promise<Locator> {
    await this.stepButton(step).click();
    await expect(this.stepButton(step)).toHaveAttribute("aria-current", "step");
    return this.main;
  }

  get main(): Locator {
    return this.page.getByRole("main");
  }

  /** Training and its curves, beside every step. */
  get board(): Locator {
    return this.page.getByRole("complementary", { name: this.words.shell("board") });
  }

  get notices(): Locator {
    return this.page.getByRole("region", { name: this.words.shell("notices") });
  }

  /** The button that opens the form of the layer at a place of the stack, from 1. */
  layer(place: number): Locator {
    const named = this.main.getByRole("button", { name: like(this.words.define("nthLayer", { place })) });
    return named.and(this.page.locator("[aria-expanded]"));
  }

  /** The number that stands under a caption on the board. */
  figure(caption: string): Locator {
    return this.board.getByText(caption, { exact: true }).locator("xpath=following-sibling::span[1]");
  }

  /** The button that starts, pauses and resumes, by what it says now. */
  control(word: "play" | "pause" | "resume" | "stop"): Locator {
    // After a run the same button trains again.
    const words = word === "play" ? [this.words.fit("play"), this.words.fit("again")] : [this.words.fit(word)];
    return this.board.getByRole("button", { name: new RegExp(`^(${words.join("|")})$`) });
  }

  /** Shows where the mathematics is done; can be used once the worker has started. */
  async device(): Promise<Locator> {
    const chip = this.page.getByRole("button", { name: like(this.words.shell("deviceOf")) });
    await expect(chip).toBeEnabled();
    return chip;
  }

  /** Chooses where the mathematics is done, by its name in the header's menu. */
  async useDevice(name: RegExp): Promise<void> {
    const chip = await this.device();
    await chip.click();
    await this.page.getByRole("menuitemradio", { name }).click();
    await expect(chip).toHaveAccessibleName(name);
  }

  /** How fast training may go. */
  get tempo(): Locator {
    return this.board.getByRole("combobox", { name: this.words.fit("tempo") });
  }

  /** Lets training go as fast as the machine can. */
  async atFullSpeed(): Promise<void> {
    await this.tempo.selectOption({ label: this.words.fit("tempoFull") });
  }

  /** Opens a preset by its identifier. */
  async openPreset(id: string): Promise<void> {
    const preset = presets.find((one) => one.id === id);
    if (!preset) throw new Error(`There is no preset "${id}": ${presets.map((one) => one.id).join(", ")}`);
    await this.page.getByRole("button", { name: this.words.shell("presetsMenu"), exact: true }).click();
    await this.page.getByRole("menuitemradio", { name: preset.title[this.language] }).click();
  }
}
