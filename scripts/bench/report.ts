import { cardName, rendersInSoftware } from "../../src/training/worker/backends/renderer";
import { digits, hasFigure, isOurs, rivalOf, type Figure, type NoFigure, type Results } from "./figures";

const marks = { from: "<!-- bench -->", to: "<!-- /bench -->" } as const;

/** Workloads that every engine runs, and those that are about the product around the engine. */
const shared = ["recipe-mlp", "cifar-cnn", "tiny-2d"];

const spread = ({ median, min, max, unit }: Figure): string => `${digits(median)} ${unit} (${digits(min)}–${digits(max)})`;

/** Why an engine is not in the README's table at all: it would need another machine. */
const elsewhere = (figure: Figure | NoFigure | undefined): boolean => figure === undefined || (!hasFigure(figure) && figure.none === "no graphics card");

/** `12.3` times as fast as another; of ours `0.98 of tfjs-webgl`, or of itself with nothing beside it. */
const ratioWords = (workload: string, name: string, ratio: number): string =>
  isOurs(name) ? `${digits(ratio)} of ${workload === "page" ? "alone" : rivalOf(name)}` : digits(ratio);

/** One line per contestant, for the terminal. */
export function table({ workloads, ratios }: Results): string {
  const rows = [["workload", "engine", "median", "min", "max", "unit", "ours is × as fast, or of …", "on"]];
  for (const [workload, figures] of Object.entries(workloads)) {
    for (const [name, figure] of Object.entries(figures)) {
      const ratio = ratios[workload]?.[name];
      rows.push(
        hasFigure(figure)
          ? [workload, name, digits(figure.median), digits(figure.min), digits(figure.max), figure.unit, ratio ? ratioWords(workload, name, ratio.median) : "", figure.on]
          : [workload, name, "–", "", "", "", "", figure.none],
      );
    }
  }
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ").trimEnd()).join("\n");
}

function cell(results: Results, workload: string, engine: string): string {
  const figure = results.workloads[workload]?.[engine];
  if (!figure) return "";
  if (!hasFigure(figure)) return figure.none;
  const ratio = results.ratios[workload]?.[engine];
  if (!ratio) return spread(figure);
  const rival = rivalOf(engine);
  const ours = isOurs(rival) || workload === "page" ? "its speed alone" : `the speed of ${rival}'s bare loop`;
  return `${spread(figure)}, ${isOurs(engine) ? `${digits(ratio.median)} of ${ours}` : `ours is ${digits(ratio.median)} × as fast`}`;
}

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** A table of everybody by workload. */
function sharedTable(results: Results): string[] {
  const columns = shared.filter((workload) => results.workloads[workload]);
  const engines = [...new Set(columns.flatMap((workload) => Object.keys(results.workloads[workload]!)))];
  const here = engines.filter((engine) => columns.some((workload) => !elsewhere(results.workloads[workload]![engine])));
  if (!columns.length) return [];
  return [
    line(["engine", ...columns.map((workload) => `\`${workload}\``)]),
    line(["---", ...columns.map(() => "---")]),
    ...here.map((engine) => line([engine, ...columns.map((workload) => cell(results, workload, engine))])),
    "",
  ];
}

/** A table of what only some run. */
function ownTable(results: Results): string[] {
  const own = Object.keys(results.workloads).filter((workload) => !shared.includes(workload));
  if (!own.length) return [];
  const rows = own.flatMap((workload) =>
    Object.entries(results.workloads[workload]!)
      .filter(([, figure]) => !elsewhere(figure))
      .map(([name]) => line([`\`${workload}\``, name, cell(results, workload, name)])),
  );
  return [line(["workload", "what", "figure"]), line(["---", "---", "---"]), ...rows, ""];
}

function pageSentence({ ratios }: Results): string[] {
  const figures = Object.entries(ratios["page"] ?? {}).map(([name, { median, min, max }]) => `${digits(median)} (${digits(min)}–${digits(max)}) of ${name}`);
  return figures.length ? [`In the page, with its charts open, training keeps this part of the speed that the engine has alone: ${figures.join(", ")}.`, ""] : [];
}

/** Whether a graphics card took part; a bench.json that does not say is of a time when none could. */
function graphicsSentence({ graphics }: Results["machine"]): string {
  if (graphics && !rendersInSoftware(graphics)) return `WebGL and WebGPU are those of its graphics card, ${cardName(graphics)}.`;
  return "It has not been run on a graphics card; WebGL is drawn by the processor here.";
}

/** What stands between the marks of the README. */
export function section(results: Results): string {
  const { processor, cores, browser } = results.machine;
  const days = [...new Set(Object.values(results.measured))].sort();
  return [
    `Measured by \`npm run bench\` in headless ${browser} on ${processor} with ${cores} cores, ${days.join(" and ")}: medians of three to five rounds`,
    "with the least and the most, the engines taking turns, the first runs, which compile, left out.",
    graphicsSentence(results.machine),
    "",
    ...sharedTable(results),
    ...ownTable(results),
    ...pageSentence(results),
  ]
    .join("\n")
    .trimEnd();
}

/** A README with its section written anew. */
export function intoReadme(readme: string, results: Results): string {
  const from = readme.indexOf(marks.from);
  const to = readme.indexOf(marks.to);
  if (from < 0 || to < from) throw new Error(`README.md has no ${marks.from} … ${marks.to}`);
  return `${readme.slice(0, from + marks.from.length)}\n${section(results)}\n${readme.slice(to)}`;
}
