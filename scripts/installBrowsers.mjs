// `npm run browsers`: finds the three browsers of the end-to-end tests, installs those that are missing where it may, and
// prints where they are.
import { needBrowser, needFirefox, needWebKit } from "./browser.mjs";

console.log(`chromium: ${await needBrowser(console.log)}`);
console.log(`firefox: ${needFirefox(console.log)}`);
const { driver, browser } = needWebKit(console.log);
console.log(`webkit: ${browser}, driven by ${driver}`);
