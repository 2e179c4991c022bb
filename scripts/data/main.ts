import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { datasets, type Dataset } from "../../src/datasets";
import { bytesOfAll } from "../../src/datasets/manifest";
import { Refusal, showBytes, text, type Text } from "../../src/schema";
import { sourcesFrom } from "./sources";
import { writeDataset } from "./write";

/** The data sets that files can be brought for, under the name of their folder. */
const wanted = datasets.all.flatMap((kind) => (kind.source.type === "files" ? [{ kind, source: kind.source }] : []));
const names = wanted.map(({ source }) => source.folder).join(", ");

const usage = text(
  `Usage: npm run data -- <data set> --from <folder, archive or URL> [--to <folder>]
Data sets: ${names}
Example: npm run data -- cifar-10 --from ~/Downloads/cifar-10-binary.tar.gz`,
  `用法：npm run data -- <数据集> --from <文件夹、归档文件或网址> [--to <文件夹>]
数据集：${names}
例如：npm run data -- cifar-10 --from ~/Downloads/cifar-10-binary.tar.gz`,
);

/** The language of the terminal, as far as these commands speak it. */
const say = (said: Text): string => said[/^zh/i.test(process.env["LC_ALL"] ?? process.env["LANG"] ?? "") ? "zh" : "en"];

function read(values: readonly string[]): { readonly name: string; readonly from: string; readonly to: string } {
  try {
    const { positionals, values: given } = parseArgs({
      args: [...values],
      allowPositionals: true,
      options: { from: { type: "string" }, to: { type: "string" } },
    });
    const [name, ...more] = positionals;
    if (name !== undefined && !more.length && given.from) {
      return { name, from: given.from, to: given.to ?? join(import.meta.dirname, "../../public/datasets") };
    }
  } catch {
    // An option that is not known: the usage says which are.
  }
  throw new Refusal(usage);
}

/** One line that is written over, on a terminal only. */
function progressLine(): { show(part: number): void; end(): void } {
  const { stderr } = process;
  return {
    show: (part) => void (stderr.isTTY && stderr.write(`\r${say(text("Reading", "正在读取"))} ${Math.round(100 * part)} %  `)),
    end: () => void (stderr.isTTY && stderr.write("\r\x1b[K")),
  };
}

const classCounts = ({ classes, train, test }: Dataset, titles: readonly Text[]): string =>
  Array.from({ length: classes }, (_, label) => {
    const [inTrain, inTest] = [train, test].map(({ labels }) => labels.reduce((sum, one) => sum + Number(one === label), 0));
    return `  ${say(titles[label]!).padEnd(12)} ${String(inTrain).padStart(7)} ${String(inTest).padStart(7)}`;
  }).join("\n");

/** Fills a folder of `public/datasets/` from official files, checked by the page's own decoder. Resolves to the exit status. */
export async function main(values: readonly string[]): Promise<number> {
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort(new Refusal(text("Interrupted; nothing was changed", "已中断，没有任何改动")));
  process.once("SIGINT", interrupt);
  const line = progressLine();
  try {
    const { name, from, to } = read(values);
    const found = wanted.find(({ source }) => source.folder === name);
    if (!found) throw new Refusal(text(`There is no data set "${name}". Known are: ${names}`, `没有名为“${name}”的数据集。可用的有：${names}`));
    const { kind, source } = found;
    const dataset = await source.decode(await sourcesFrom(from, interrupted.signal), (part) => line.show(part), interrupted.signal);
    line.end();
    const folder = join(to, name);
    const manifest = await writeDataset(kind.kind, dataset, folder);
    const size = showBytes(bytesOfAll(manifest));
    const [train, test] = [manifest.train, manifest.test].map((count) => count.toLocaleString("en-US"));
    console.log(
      say(
        text(
          `${kind.title.en}: ${train} training and ${test} test samples of ${manifest.sampleShape.join("×")}, ${size} in ${relative(".", folder) || "."}`,
          `${kind.title.zh}：训练样本 ${train} 个，测试样本 ${test} 个，每个 ${manifest.sampleShape.join("×")}，共 ${size}，位于 ${relative(".", folder) || "."}`,
        ),
      ),
    );
    console.log(classCounts(dataset, kind.classes));
    return 0;
  } catch (reason) {
    line.end();
    if (!(reason instanceof Refusal)) throw reason;
    console.error(say(reason.text));
    return 1;
  } finally {
    process.off("SIGINT", interrupt);
  }
}
