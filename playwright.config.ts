import { defineConfig } from "@playwright/test";
import { findBrowser, launchArgs } from "./scripts/browser.mjs";
import { enginePort, isolatedPort, plainPort, startPort } from "./e2e/ports.ts";

const executablePath = await findBrowser();

/** The built site under `vite preview`, in a real Chromium. `npm run test:e2e` builds first and finds the browser. */
export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results",
  // Training takes all cores: one test at a time, and none gets a second chance that would hide a fault.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: process.env["CI"] ? [["list"]] : [["list"], ["html", { open: "never" }]],
  use: {
    baseURL: `http://localhost:${isolatedPort}/`,
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    // What cannot be pressed or filled in fails here, with its name, and not at the end of the whole test.
    actionTimeout: 30_000,
    colorScheme: "light",
    // Tests that look at movement turn it on themselves.
    contextOptions: { reducedMotion: "reduce" },
    serviceWorkers: "block",
    // Without pictures of every moment, which cost as much time as the tests themselves.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: true, sources: true },
    screenshot: "only-on-failure",
    launchOptions: { args: [...launchArgs], ...(executablePath === undefined ? {} : { executablePath }) },
  },
  projects: [{ name: "chromium" }],
  webServer: [
    {
      command: `npx vite preview --port ${isolatedPort} --strictPort`,
      url: `http://localhost:${isolatedPort}/`,
      reuseExistingServer: false,
    },
    {
      command: `npx vite preview --port ${plainPort} --strictPort --mode plain`,
      url: `http://localhost:${plainPort}/`,
      reuseExistingServer: false,
    },
    {
      command: `npx vite build --config e2e/engine/vite.config.ts && npx vite preview --config e2e/engine/vite.config.ts --port ${enginePort} --strictPort`,
      url: `http://localhost:${enginePort}/`,
      reuseExistingServer: false,
    },
    {
      command: `npm start -- --port ${startPort} --strictPort`,
      url: `http://localhost:${startPort}/`,
      reuseExistingServer: false,
    },
  ],
});
