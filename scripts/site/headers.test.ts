import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { apacheRecipe, headersFile, nginxRecipe, siteHeaders, vercelRecipe } from "./headers.ts";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const recipes = { nginx: nginxRecipe(), apache: apacheRecipe(), json: vercelRecipe() };

test.each(Object.entries(recipes))("README's recipe for %s is the site's own", (language, recipe) => {
  expect(readme).toContain(`\`\`\`${language}\n${recipe}\n\`\`\``);
});

test("every recipe sends every header: isolation, the policy, and what keeps answers from being taken for something else", () => {
  expect(Object.keys(siteHeaders).sort()).toEqual([
    "Content-Security-Policy",
    "Cross-Origin-Embedder-Policy",
    "Cross-Origin-Opener-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
  ]);
  expect(siteHeaders["Content-Security-Policy"]).toContain("frame-ancestors 'self'");
  for (const recipe of [headersFile(), ...Object.values(recipes)]) {
    for (const [name, value] of Object.entries(siteHeaders)) {
      expect(recipe).toContain(name);
      expect(recipe).toContain(value);
    }
  }
});
