import { expect, test } from "./harness/test";
import { memory, watchWorkers } from "./harness/trainingWorker";
import { like } from "./harness/words";

// The fused engine keeps its own memory; on tfjs's plain backend the same runs hold tensors.
for (const device of ["automatic", "CPU"]) test(`ten runs leave the worker's memory as it was, device ${device}`, async ({ app, page }) => {
  test.setTimeout(240_000);
  await watchWorkers(page);
  await app.open();
  await app.device();
  if (device === "CPU") await app.useDevice(/^CPU/);
  await app.goTo("fit");
  await app.main.getByRole("spinbutton", { name: "epochs" }).fill("3");
  const before = await memory(page);
  const after: { readonly tensors: number; readonly bytes: number }[] = [];
  for (let run = 1; run <= 11; run++) {
    await app.control("play").click();
    await expect(app.board).toContainText(app.words.fit("runTitle", { n: run }));
    await expect(app.board).toContainText(like(app.words.fit("endCompleted_other")), { timeout: 60_000 });
    after.push(await memory(page));
  }
  // Nothing of a run stays in the worker: its model has gone to the page.
  expect(after[0]).toEqual(before);
  expect(after.at(-1)).toEqual(after[0]);
});
