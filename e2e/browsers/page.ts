import { presets } from "../../src/experiment";
import { like, words } from "../harness/words.ts";
import type { DrivenBrowser, Part } from "./tab.ts";

const w = words.en;

/** The parts of the page in which something is looked for. */
type Place = "page" | "main" | "board" | "steps" | "dialog";
type Role = "button" | "menuitemradio" | "textbox" | "spinbutton" | "combobox" | "img" | "article" | "link";

const places: Readonly<Record<Place, string>> = {
  page: "body",
  main: "main",
  board: `[aria-label="${w.shell("board")}"]`,
  steps: `nav[aria-label="${w.shell("steps")}"]`,
  dialog: "[role=dialog]",
};

const roles: Readonly<Record<Role, string>> = {
  button: "button, [role=button]",
  menuitemradio: "[role=menuitemradio]",
  textbox: "input:not([type]), input[type=text], textarea",
  spinbutton: "input[type=number], [role=spinbutton], input[inputmode]",
  combobox: "select",
  img: "[role=img], img",
  article: "article",
  link: "a[href]",
};

/** Runs in the page: the first element of a role that is shown, can be used and has the name. */
const findNamed = (place: string, role: string, pattern: string): Element | null => {
  const wanted = new RegExp(pattern, "s");
  const textOf = (id: string): string => document.getElementById(id)?.textContent ?? "";
  const nameOf = (element: Element): string => {
    const labelled = element.getAttribute("aria-labelledby");
    if (labelled) return labelled.split(/\s+/).map(textOf).join(" ");
    const own = element.getAttribute("aria-label");
    if (own) return own;
    const { labels } = element as HTMLInputElement;
    if (labels?.length) return [...labels].map((label) => label.textContent).join(" ");
    return element.textContent;
  };
  const usable = (element: Element): boolean => element.getClientRects().length > 0 && !(element as HTMLButtonElement).disabled && element.getAttribute("aria-disabled") !== "true";
  const within = [...document.querySelectorAll(place)];
  return within.flatMap((one) => [...one.querySelectorAll(role)]).find((one) => usable(one) && wanted.test(nameOf(one).trim())) ?? null;
};

const exactly = (text: string): RegExp => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);

/** Looks again until there is something; fails with what was wanted. */
async function until<T>(wanted: string, look: () => Promise<T | null | undefined | false>, seconds: number): Promise<T> {
  const start = performance.now();
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() - start > 1000 * seconds) throw new Error(`within ${seconds} s there was no ${wanted}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The page as a person uses it, in whatever browser. All waits are for what the page shows. */
export class Page {
  readonly #browser: DrivenBrowser;
  readonly #address: string;

  constructor(browser: DrivenBrowser, address: string) {
    this.#browser = browser;
    this.#address = address;
  }

  get tab() {
    return this.#browser.tab;
  }

  get downloads(): string {
    return this.#browser.downloads;
  }

  async open(): Promise<void> {
    await this.tab.goto(this.#address);
    await this.device();
  }

  async reload(): Promise<void> {
    await this.tab.reload();
    await this.device();
  }

  /** What the header says of where it computes, as soon as it is known. */
  async device(): Promise<string> {
    // "Trains on: Processor (WASM SIMD · 2 threads)": what stands in front of both.
    const [start = ""] = w.shell("deviceOf", { kind: "\n", device: "" }).split("\n");
    const look = (): Promise<string | null> =>
      this.tab.run((from) => {
        const names = [...document.querySelectorAll("button[aria-label]:not(:disabled)")].map((button) => button.getAttribute("aria-label")!);
        return names.find((one) => one.startsWith(from))?.slice(from.length) ?? null;
      }, start);
    return until("device in the header", look, 60);
  }

  part(role: Role, name: string | RegExp, place: Place = "page", seconds = 20): Promise<Part> {
    const { source } = typeof name === "string" ? exactly(name) : name;
    return until(`${role} ${String(name)} in ${place}`, () => this.tab.find(findNamed, places[place], roles[role], source), seconds);
  }

  async click(role: Role, name: string | RegExp, place: Place = "page"): Promise<void> {
    await (await this.part(role, name, place)).click();
  }

  text(place: Place): Promise<string> {
    return this.tab.run((where) => document.querySelector<HTMLElement>(where)?.innerText ?? "", places[place]);
  }

  /** Waits until a place shows a text; returns what was matched. */
  async sees(pattern: RegExp | string, place: Place, seconds = 30): Promise<RegExpExecArray> {
    const wanted = typeof pattern === "string" ? new RegExp(pattern.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")) : pattern;
    const look = async (): Promise<RegExpExecArray | null> => wanted.exec(await this.text(place));
    return until(`${String(pattern)} in ${place}`, look, seconds).catch(async (error: Error) => {
      throw new Error(`${error.message}; it showed: ${(await this.text(place)).slice(0, 600)}`);
    });
  }

  /** Whether a text is gone from a place within some seconds. */
  leaves(text: string, place: Place, seconds: number): Promise<boolean> {
    const gone = async (): Promise<boolean> => !(await this.text(place)).includes(text);
    return until("change", gone, seconds).catch(() => false);
  }

  async goTo(step: "load" | "preprocess" | "define" | "compile" | "fit" | "evaluate" | "predict" | "save"): Promise<void> {
    await this.click("button", new RegExp(`^\\W*\\d?\\W*${w.shell(step)}`), "steps");
  }

  async openPreset(id: string): Promise<void> {
    const title = presets.find((one) => one.id === id)!.title.en;
    await this.click("button", w.shell("presetsMenu"));
    await this.click("menuitemradio", new RegExp(title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
  }

  /** The number under a caption on the board. */
  async figure(caption: string): Promise<number> {
    const text = await this.tab.run(
      (where, wanted) => {
        const labels = [...(document.querySelector(where)?.querySelectorAll("*") ?? [])];
        return labels.find((one) => one.children.length === 0 && one.textContent.trim() === wanted)?.nextElementSibling?.textContent ?? "";
      },
      places.board,
      caption,
    );
    return Number(text.replace(/,/g, "") || NaN);
  }

  async fill(role: Role, name: string | RegExp, text: string, place: Place = "main"): Promise<void> {
    const field = await this.part(role, name, place);
    await field.click();
    // Everything that is in it is replaced, as by pasting: drivers differ in what typing does to a selection.
    await this.tab.run((value) => {
      const input = document.activeElement as HTMLInputElement;
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")!.set!.call(input, value);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }, text);
  }

  async choose(name: string, option: string, place: Place = "board"): Promise<void> {
    await this.part("combobox", name, place);
    await this.tab.run(
      (where, label, wanted) => {
        const select = [...document.querySelectorAll<HTMLSelectElement>(`${where} select`)].find(
          (one) => one.getAttribute("aria-label") === label || [...one.labels].some(({ textContent }) => textContent.trim() === label),
        )!;
        const found = [...select.options].find(({ label: shown }) => shown === wanted);
        if (!found) throw new Error(`there is no ${wanted} among ${[...select.options].map(({ label: shown }) => shown).join(", ")}`);
        Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, "value")!.set!.call(select, found.value);
        select.dispatchEvent(new Event("change", { bubbles: true }));
      },
      places[place],
      name,
      option,
    );
  }
}

export { like, until, w };
