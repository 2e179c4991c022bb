import { changeset, parse, truthy, View, type Runtime, type Spec as VegaSpec } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compile, type Config, type TopLevelSpec } from "vega-lite";
import { carried, looks, type ChartLook } from "./look";

/*
 * tfjs-vis draws line charts through vega-embed. It imports this module instead of it (see vegaEmbedForTfjsVis in
 * scripts/site/plugins.ts), for what tfjs-vis itself has no options for:
 *
 * - Vega compiles its expressions with `new Function`, which needs 'unsafe-eval' in the page's security policy. With
 *   `ast` and vega-interpreter they are interpreted, and the policy stays strict.
 * - tfjs-vis embeds a whole new view at every update and never finalizes the old one: 60 ms for 500 points, measured on
 *   the machine that this was written on. Here a chart of which only the values have changed keeps its view (25 ms, and
 *   10 ms for 100 points), and a view that is replaced is finalized. The steps of a first drawing take turns with the
 *   rest of the page, so that none of them is a long task.
 * - tfjs-vis puts the value at position i at x = i and knows no range of x; both come from the chart's look.
 * - Colours are CSS variables, so a chart follows the theme without being drawn again. Vega's own ARIA texts, legend and
 *   tooltip are English only or foreign to the page and therefore off: the widget around the chart has its own.
 *
 * Import the single renderer (`@tensorflow/tfjs-vis/dist/render/linechart`), not the package: its index brings all of
 * tfjs into the page.
 */

type Json = Readonly<Record<string, unknown>>;

interface Drawn {
  /** The specification but for its values: while it stays the same, so does the view. */
  readonly form: string;
  readonly view: View;
}

const drawn = carried<Promise<Drawn | undefined>>("drawn");

const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

/** Lets the page answer before the next step. */
const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

const source = "points";

/** A line as tfjs-vis describes it, in the look of the page. tfjs-vis gives every layer the colours of all series. */
function line(layer: Json, at: number, look: ChartLook | undefined): Json {
  const { y, color } = layer["encoding"] as { readonly y: Json; readonly color: { readonly scale?: { readonly range?: readonly string[] } } };
  const stroke = color.scale?.range?.[at] ?? "var(--accent)";
  const point = look?.dotted.includes(at) ? { size: 22, filled: true, color: stroke, opacity: 1 } : false;
  return {
    mark: { type: "line", clip: false, strokeWidth: 2, strokeCap: "round", strokeJoin: "round", color: stroke, point, ...(look?.dashed.includes(at) ? { strokeDash: [4, 5] } : {}) },
    encoding: { y: { ...y, title: null } },
  };
}

/** tfjs-vis's specification without values. The layer under the pointer is left out: it marks every point twice over. */
function shapeOf(spec: Json, look: ChartLook | undefined, font: string): Json {
  const { layer, encoding, width, height, autosize } = spec;
  const { x } = encoding as { readonly x: Json };
  const lines = (layer as readonly Json[]).filter(({ mark }) => isJson(mark) && mark["type"] === "line");
  const ink = "var(--muted)";
  return {
    width,
    height,
    autosize,
    padding: { left: 0, top: 6, right: 10, bottom: 0 },
    background: "transparent",
    encoding: {
      x: { ...x, title: null, ...(look ? { scale: { domain: look.xDomain, nice: false, ...(look.logX ? { type: "log" } : { zero: false }) } } : {}) },
    },
    layer: lines.map((one, at) => line(one, at, look)),
    config: {
      aria: false,
      font,
      mark: { invalid: "filter" },
      view: { stroke: null },
      axis: { labelColor: ink, labelFontSize: 11, labelPadding: 6, gridColor: "var(--line)", domain: false, ticks: false, tickCount: 4 },
      axisX: { grid: false, tickCount: 6, tickMinStep: 1, format: look?.logX ? "~e" : "d", labelFlush: true },
    } satisfies Config,
  };
}

async function draw(element: HTMLElement, spec: Json, before: Drawn | undefined): Promise<Drawn> {
  const look = looks.get(element);
  const { values: given } = spec["data"] as { readonly values: readonly Json[] };
  const values = look ? given.map((row, i) => ({ ...row, x: look.x[i] })) : given;
  const shape = shapeOf(spec, look, getComputedStyle(element).fontFamily);
  const form = JSON.stringify(shape);
  if (before?.form === form) {
    await before.view.change(source, changeset().remove(truthy).insert([...values])).runAsync();
    return before;
  }
  // The very first time the code itself has just been read.
  await nextTask();
  const compiled: VegaSpec = compile({ ...shape, data: { name: source, values: [] } } as unknown as TopLevelSpec).spec;
  await nextTask();
  const runtime: Runtime = parse(compiled, {}, { ast: true });
  await nextTask();
  before?.view.finalize();
  element.replaceChildren();
  const view = new View(runtime, { renderer: "svg", hover: false, expr: expressionInterpreter });
  view.initialize(element);
  await view.runAsync();
  await nextTask();
  await view.insert(source, [...values]).runAsync();
  return { form, view };
}

/** What tfjs-vis imports as `vega-embed`: draws a specification into an element, or new values into the chart there. */
export default async function embedIntoPage(element: HTMLElement, spec: Json): Promise<{ readonly view: View }> {
  const before = drawn.get(element) ?? Promise.resolve(undefined);
  const next = before.catch(() => undefined).then((chart) => draw(element, spec, chart));
  drawn.set(element, next);
  return next;
}

/** The drawn view of an element, for reading values off the chart. */
export const viewOf = async (element: HTMLElement): Promise<View | undefined> => (await drawn.get(element)?.catch(() => undefined))?.view;

/** Ends the chart in an element: its view and its listeners. For widgets that leave the page. */
export async function removeChart(element: HTMLElement): Promise<void> {
  const before = drawn.get(element);
  drawn.set(element, undefined);
  (await before?.catch(() => undefined))?.view.finalize();
}
