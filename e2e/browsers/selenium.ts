import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Builder, Capabilities, Key, type WebDriver, type WebElement } from "selenium-webdriver";
import type { DrivenBrowser, Part, Tab } from "./tab.ts";

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

const keys = { Enter: Key.ENTER, Escape: Key.ESCAPE, ArrowRight: Key.ARROW_RIGHT } as const;

const partOf = (element: WebElement): Part => ({
  click: () => element.click(),
  type: (text) => element.sendKeys(text),
  press: (key) => element.sendKeys(keys[key]),
  choose: (paths) => element.sendKeys(paths.join("\n")),
});

/** Waits in the page for a promise, as WebDriver hands out a callback; errors come back as text. */
const awaited = (code: string): string => `
  const given = [...arguments], done = given.pop();
  Promise.resolve().then(() => (${code})(...given)).then((value) => done({ value: value ?? null }), (error) => done({ error: String(error) }));`;

const tabOf = (driver: WebDriver): Tab => ({
  goto: (address) => driver.get(address),
  reload: () => driver.navigate().refresh(),
  async run(code, ...given) {
    const { value, error } = await driver.executeAsyncScript<{ value: never; error?: string }>(awaited(code.toString()), ...given);
    if (error !== undefined) throw new Error(error);
    return value;
  },
  async find(code, ...given) {
    const element = await driver.executeScript<WebElement | null>(`return (${code.toString()})(...arguments)`, ...given);
    return element && partOf(element);
  },
});

/** What WebKit's browser says of errors, put where `trouble` finds it. Set up anew in every document. */
const listen = (): void => {
  const page = window as Window & { troubles?: string[] };
  if (page.troubles) return;
  const troubles: string[] = [];
  page.troubles = troubles;
  addEventListener("error", ({ message }) => troubles.push(`uncaught: ${message}`));
  addEventListener("unhandledrejection", ({ reason }) => troubles.push(`uncaught: ${String(reason)}`));
};

export interface WebKitParts {
  /** WebKitWebDriver. */
  readonly driver: string;
  /** The small browser that it drives. */
  readonly browser: string;
  /** A display for it. */
  readonly display: string;
}

/** WebKitGTK's small browser over WebDriver. */
export async function openWithSelenium({ driver: program, browser, display }: WebKitParts): Promise<DrivenBrowser> {
  const home = mkdtempSync(join(tmpdir(), "layerloom-webkit-"));
  const downloads = join(home, "Downloads");
  for (const folder of [downloads, join(home, ".config"), join(home, "runtime")]) mkdirSync(folder, { mode: 0o700 });
  writeFileSync(join(home, ".config/user-dirs.dirs"), `XDG_DOWNLOAD_DIR="${downloads}"\n`);
  const port = await freePort();
  const child = spawn(program, [`--port=${port}`], {
    stdio: "ignore",
    env: {
      ...process.env,
      HOME: home,
      XDG_CONFIG_HOME: join(home, ".config"),
      XDG_DATA_HOME: join(home, "data"),
      XDG_CACHE_HOME: join(home, "cache"),
      XDG_RUNTIME_DIR: join(home, "runtime"),
      DISPLAY: display,
      // As root the sandbox of its processes cannot be set up.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
      LIBGL_ALWAYS_SOFTWARE: "1",
      GDK_BACKEND: "x11",
      NO_AT_BRIDGE: "1",
      LANG: "en_US.UTF-8",
    },
  });
  const address = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries++) {
    if (await fetch(`${address}/status`).then(({ ok }) => ok, () => false)) break;
    if (tries > 100) throw new Error(`${program} does not answer`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const wanted = new Capabilities({ browserName: "MiniBrowser", "webkitgtk:browserOptions": { binary: browser, args: ["--automation"] } });
  const driver = await new Builder().usingServer(address).withCapabilities(wanted).disableEnvironmentOverrides().build();
  await driver.manage().setTimeouts({ script: 300_000, pageLoad: 120_000 });
  await driver.manage().window().setRect({ width: 1440, height: 900 });
  const tab = tabOf(driver);
  const version = String((await driver.getCapabilities()).get("browserVersion") ?? "");
  return {
    name: "webkit",
    version,
    tab: {
      ...tab,
      async goto(to) {
        await tab.goto(to);
        if (!to.startsWith("about:")) await tab.run(listen);
      },
      async reload() {
        await tab.reload();
        await tab.run(listen);
      },
    },
    downloads,
    trouble: () => tab.run(() => (window as Window & { troubles?: string[] }).troubles?.splice(0) ?? []),
    async close() {
      await driver.quit().catch(() => undefined);
      child.kill();
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
