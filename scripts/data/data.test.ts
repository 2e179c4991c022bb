import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cifarArchive } from "../../e2e/fixtures/archives";

const script = join(import.meta.dirname, "../data.mjs");

/** Runs the command as a person does. */
const run = (...words: string[]): Promise<{ status: number; said: string; wrong: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [script, ...words], { env: { ...process.env, LC_ALL: "C" } }, (error, said, wrong) => {
      resolve({ status: error ? Number(error.code) : 0, said, wrong });
    });
  });

describe("npm run data", { timeout: 240_000 }, () => {
  let [archive, folder] = ["", ""];
  beforeAll(async () => {
    archive = await cifarArchive();
    folder = await mkdtemp(join(tmpdir(), "layerloom-data-"));
  }, 180_000);
  afterAll(() => rm(folder, { recursive: true }));

  /** Checks the files against their manifest, by sizes known beforehand and by their hashes. */
  const expectWritten = async (to: string): Promise<void> => {
    const at = join(to, "cifar-10");
    const manifest = JSON.parse(await readFile(join(at, "manifest.json"), "utf8")) as { sha256: Record<string, string> };
    expect(manifest).toMatchObject({ format: "layerloom-dataset", version: 1, kind: "cifar10", sampleShape: [32, 32, 3], classes: 10, element: "uint8", train: 50_000, test: 10_000 });
    const sizes: Record<string, number> = {};
    for (const file of Object.keys(manifest.sha256)) {
      const bytes = await readFile(join(at, file));
      sizes[file] = bytes.length;
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(manifest.sha256[file]);
    }
    expect(sizes).toEqual({ "train.samples.bin": 153_600_000, "train.labels.bin": 50_000, "test.samples.bin": 30_720_000, "test.labels.bin": 10_000 });
    expect((await readdir(to)).filter((name) => name.startsWith("cifar-10"))).toEqual(["cifar-10"]);
  };

  it("fills a folder from an archive in another one, and leaves it alone when the next files are refused", async () => {
    const from = join(folder, "downloads/of mine");
    await mkdir(from, { recursive: true });
    await symlink(archive, join(from, basename(archive)));
    const to = join(folder, "site/datasets");
    const { status, said, wrong } = await run("cifar-10", "--from", join(folder, "downloads"), "--to", to);
    expect([status, wrong]).toEqual([0, ""]);
    expect(said).toContain("CIFAR-10: 50,000 training and 10,000 test samples of 32×32×3, 184 MB in ");
    expect(said).toMatch(/automobile +5000 +1000/);
    await expectWritten(to);

    await writeFile(join(folder, "data_batch_1.bin"), new Uint8Array(3073 * 9_999));
    const refused = await run("cifar-10", "--from", join(folder, "data_batch_1.bin"), "--to", to);
    expect(refused).toEqual({ status: 1, said: "", wrong: "data_batch_1.bin holds 9,999 records; a batch has 10,000\n" });
    await expectWritten(to);
  });

  it("fetches an archive from an address", async () => {
    const { size } = await stat(archive);
    const server = createServer((request, response) => {
      if (request.url !== "/cifar-10-binary.tar.gz") return response.writeHead(404).end();
      createReadStream(archive).pipe(response.writeHead(200, { "content-length": size }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const to = join(folder, "fetched");
    expect(await run("cifar-10", "--from", `${base}/cifar-10-binary.tar.gz`, "--to", to)).toMatchObject({ status: 0, wrong: "" });
    await expectWritten(to);
    expect(await run("cifar-10", "--from", `${base}/other.tar.gz`, "--to", to)).toEqual({
      status: 1,
      said: "",
      wrong: `${base}/other.tar.gz could not be fetched: the server answered 404\n`,
    });
    server.close();
  });

  it.each([
    ["no data set is named", [], "Usage: npm run data -- <data set> --from <folder, archive or URL>"],
    ["nothing is given to read", ["cifar-10"], "Usage: npm run data"],
    ["an option is not known", ["cifar-10", "--form", "x"], "Usage: npm run data"],
    ["the data set is not known", ["mnist", "--from", "x"], 'There is no data set "mnist". Known are: cifar-10'],
    ["there is no such file", ["cifar-10", "--from", "/no/such/file"], "/no/such/file: there is no such file or folder"],
    ["the file is something else", ["cifar-10", "--from", script], "data.mjs is neither an archive nor a batch of CIFAR-10"],
  ])("says what is wrong and fails when %s", async (_what, words, message) => {
    const { status, said, wrong } = await run(...words);
    expect([status, said]).toEqual([1, ""]);
    expect(wrong).toContain(message);
  });
});
