import { expect, test } from "vitest";
import { isReplaced } from "./newBuild";

const page = (src: string | null) => ({ baseURI: "https://host/app/#/fit", querySelector: () => src && { getAttribute: () => src } }) as unknown as Document;
const answering = (body: string, status = 200) => (address: string) => {
  expect(address).toBe("https://host/app/");
  return Promise.resolve(new Response(body, { status }));
};

test("another build is told by the name of its script", async () => {
  const html = (name: string) => `<script type="module" src="./assets/${name}.js"></script>`;
  expect(await isReplaced(page("./assets/index-AAA.js"), answering(html("index-BBB")))).toBe(true);
  expect(await isReplaced(page("./assets/index-AAA.js"), answering(html("index-AAA")))).toBe(false);
});

test("nothing is claimed where the server cannot be asked", async () => {
  expect(await isReplaced(page("./assets/index-AAA.js"), answering("gone", 503))).toBe(false);
  expect(await isReplaced(page("./assets/index-AAA.js"), () => Promise.reject(new TypeError("offline")))).toBe(false);
  expect(await isReplaced(page(null), answering(""))).toBe(false);
});
