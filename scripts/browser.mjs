import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright";

/**
 * Finds a Chromium for the end-to-end tests and the pictures: named by a person, installed, or Playwright's own; and
 * gets one where there is none.
 */

/**
 * Pictures need the same pixels everywhere, and tests need WebGL where there is no graphics card. Without one Chrome puts
 * its pages together on the processor; where WebGL is asked for in software it would do even that with a pretended card,
 * a tenth of a second for each frame.
 */
export const launchArgs = ["--disable-background-networking", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-gpu-compositing"];

/** Environment variables in which people name their browser. */
const variables = ["CHROMIUM_PATH", "CHROME_PATH", "PUPPETEER_EXECUTABLE_PATH"];

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "microsoft-edge-stable", "microsoft-edge"];

/** Where installers put a browser without adding it to the PATH. */
function usualPaths() {
  const { HOME = "", PROGRAMFILES, "PROGRAMFILES(X86)": programFilesX86, LOCALAPPDATA } = process.env;
  if (process.platform === "darwin") {
    const applications = ["Chromium", "Google Chrome", "Google Chrome for Testing", "Microsoft Edge"];
    return ["/Applications", join(HOME, "Applications")].flatMap((folder) =>
      applications.map((name) => join(folder, `${name}.app`, "Contents", "MacOS", name)),
    );
  }
  if (process.platform === "win32") {
    const programs = [
      ["Chromium", "Application", "chrome.exe"],
      ["Google", "Chrome", "Application", "chrome.exe"],
      ["Microsoft", "Edge", "Application", "msedge.exe"],
    ];
    return [PROGRAMFILES, programFilesX86, LOCALAPPDATA]
      .filter((folder) => folder !== undefined)
      .flatMap((folder) => programs.map((program) => join(folder, ...program)));
  }
  return ["/snap/bin/chromium", "/opt/google/chrome/chrome", "/usr/lib/chromium/chromium", "/var/lib/flatpak/exports/bin/org.chromium.Chromium"];
}

/** @param {string} path */
function executable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const pathFolders = () => (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);

/** Every browser that seems to be here, best first. */
function candidates() {
  const named = variables.map((name) => process.env[name] ?? "").filter(Boolean);
  const suffix = process.platform === "win32" ? ".exe" : "";
  const onPath = names.flatMap((name) => pathFolders().map((folder) => join(folder, name + suffix)));
  return [...new Set([...named, ...[...onPath, ...usualPaths(), chromium.executablePath()].filter(executable)])];
}

/**
 * Whether a browser really starts: a package may be a stub, or lack a library. Undefined when it does.
 * @param {string} path
 * @returns {Promise<string | undefined>} the first line of the reason
 */
async function whyNot(path) {
  try {
    const browser = await chromium.launch({ executablePath: path, args: launchArgs, timeout: 60_000 });
    await browser.close();
    return undefined;
  } catch (error) {
    const lines = String(error instanceof Error ? error.message : error).split("\n");
    return lines.find((line) => /error while loading|not found|snap|cannot/i.test(line))?.trim() ?? lines[0];
  }
}

/**
 * The first browser that starts.
 * @param {(line: string) => void} [tell] hears about those that do not
 * @returns {Promise<string | undefined>}
 */
export async function findBrowser(tell = () => {}) {
  for (const path of candidates()) {
    const reason = existsSync(path) ? await whyNot(path) : "there is no such file";
    if (reason === undefined) return path;
    tell(`${path} does not start: ${reason}`);
  }
  return undefined;
}

/**
 * Runs a command in view of the person; false when it fails, or takes longer than ten minutes.
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  const shell = process.platform === "win32";
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"], timeout: 600_000, shell, env }).status === 0;
}

/** @param {(line: string) => void} tell */
async function fromPlaywright(tell) {
  tell("No Chromium or Chrome found here; asking Playwright for its own (npx playwright install chromium)");
  if (!run("npx", ["playwright", "install", "chromium"])) return undefined;
  return findBrowser(tell);
}

/** @param {(line: string) => void} tell */
async function fromSystem(tell) {
  const mayInstall = process.getuid?.() === 0 && pathFolders().some((folder) => executable(join(folder, "apt-get")));
  if (!mayInstall) return undefined;
  tell("Asking the system's package manager (apt-get install chromium)");
  if (!run("apt-get", ["update", "-q"])) return undefined;
  if (!run("apt-get", ["install", "-qy", "--no-install-recommends", "chromium", "fonts-noto-cjk"])) return undefined;
  return findBrowser(tell);
}

const help = `
There is no browser for the end-to-end tests, and none could be fetched. Any one of these helps:

  - install Chromium or Google Chrome (https://www.chromium.org, or the system's package manager:
    "apt-get install chromium", "dnf install chromium", "brew install --cask chromium");
  - let Playwright fetch its own:  npx playwright install --with-deps chromium
  - name one that is already there:  CHROMIUM_PATH=/path/to/chrome npm test

The tests that need no browser run by themselves with:  npm run test:unit
`;

/**
 * A browser that starts: found, or fetched. Ends the process with advice where that is not possible.
 * @param {(line: string) => void} tell
 * @returns {Promise<string>}
 */
export async function needBrowser(tell) {
  const path = (await findBrowser(tell)) ?? (await fromPlaywright(tell)) ?? (await fromSystem(tell));
  if (path !== undefined) return path;
  console.error(help);
  process.exit(1);
}

/**
 * A program of the PATH, or one of some usual places.
 * @param {string[]} programs
 * @param {string[]} [places]
 */
function findProgram(programs, places = []) {
  const suffix = process.platform === "win32" ? ".exe" : "";
  return [...programs.flatMap((name) => pathFolders().map((folder) => join(folder, name + suffix))), ...places].find(executable);
}

/**
 * Installs packages of Debian and the like, where this may do so.
 * @param {string[]} packages
 * @param {(line: string) => void} tell
 */
function install(packages, tell) {
  if (process.getuid?.() !== 0 || !findProgram(["apt-get"])) return false;
  tell(`Asking the system's package manager (apt-get install ${packages.join(" ")})`);
  return run("apt-get", ["update", "-q"]) && run("apt-get", ["install", "-qy", "--no-install-recommends", ...packages]);
}

const named = (/** @type {string} */ variable) => process.env[variable] || undefined;

function findFirefox() {
  const { HOME = "", PROGRAMFILES = "" } = process.env;
  const places = {
    darwin: ["/Applications", join(HOME, "Applications")].map((folder) => join(folder, "Firefox.app/Contents/MacOS/firefox")),
    win32: [join(PROGRAMFILES, "Mozilla Firefox", "firefox.exe")],
  };
  const usual = process.platform === "darwin" || process.platform === "win32" ? places[process.platform] : ["/usr/lib/firefox-esr/firefox-esr", "/snap/bin/firefox"];
  return named("FIREFOX_PATH") ?? findProgram(["firefox", "firefox-esr"], usual);
}

/**
 * Firefox: found, or installed. Ends the process with advice where that is not possible.
 * @param {(line: string) => void} tell
 * @returns {string}
 */
export function needFirefox(tell) {
  const path = findFirefox() ?? (install(["firefox-esr"], tell) ? findFirefox() : undefined);
  if (path !== undefined) return path;
  console.error(`
There is no Firefox for the end-to-end tests. Install it (https://www.mozilla.org/firefox, "apt-get install firefox-esr",
"brew install --cask firefox"), or name one that is there: FIREFOX_PATH=/path/to/firefox npm run test:browsers
`);
  process.exit(1);
}

const miniBrowsers = ["x86_64-linux-gnu", "aarch64-linux-gnu", ""].flatMap((machine) => ["4.1", "6.0", "4.0"].map((version) => join("/usr/lib", machine, `webkit2gtk-${version}`, "MiniBrowser")));

function findWebKit() {
  const driver = named("WEBKIT_DRIVER_PATH") ?? findProgram(["WebKitWebDriver"]);
  const browser = named("WEBKIT_PATH") ?? findProgram(["MiniBrowser"], [...miniBrowsers, "/usr/libexec/webkit2gtk-4.1/MiniBrowser"]);
  const screen = process.env["DISPLAY"] ? "Xvfb" : findProgram(["Xvfb"]);
  return driver && browser && screen ? { driver, browser, screen } : undefined;
}

/**
 * WebKitGTK with its driver, and a display for it: found, or installed. Ends the process with advice where that is not possible.
 * @param {(line: string) => void} tell
 * @returns {{ driver: string, browser: string, screen: string }}
 */
export function needWebKit(tell) {
  const parts = findWebKit() ?? (install(["webkit2gtk-driver", "xvfb"], tell) ? findWebKit() : undefined);
  if (parts !== undefined) return parts;
  console.error(`
There is no WebKit for the end-to-end tests. On Linux install WebKitGTK's driver and a display in memory
("apt-get install webkit2gtk-driver xvfb"), or name what is there: WEBKIT_DRIVER_PATH, WEBKIT_PATH (MiniBrowser). Elsewhere
the other browsers can be tested alone: npm run test:browsers -- --browser firefox
`);
  process.exit(1);
}
