import { changeset, truthy } from "vega";
import embed, { type Config, type EmbedOptions, type Result, type VisualizationSpec } from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";

/*
 * tfjs-vis draws through vega-embed. It imports this module instead of it (see vegaEmbedForTfjsVis in
 * scripts/site/plugins.ts), for what tfjs-vis itself has no options for:
 *
 * - Vega compiles its expressions with `new Function`, which needs 'unsafe-eval' in the page's security policy. With
 *   `ast` and vega-interpreter they are interpreted, and the policy stays strict. Style attributes and the tooltip's
 *   <style> still need 'unsafe-inline' in style-src.
 * - tfjs-vis embeds a whole new view at every update and never finalizes the old one. Here a chart of which only the
 *   values have changed keeps its view, and a view that is replaced is finalized.
 * - tfjs-vis 1.5 writes for Vega-Lite 4. There `not` of an empty selection was false in colour conditions; since
 *   Vega-Lite 5 it is true, and the rule under the pointer would be drawn at every point of a line chart.
 * - Colours and font come from the element, so that a chart follows the theme (at the next update of a line chart; a bar
 *   chart wants a new element, because tfjs-vis keeps its view). Vega's own ARIA texts are English only and therefore
 *   off: the widget around the chart names it.
 *
 * Import the single renderers (`@tensorflow/tfjs-vis/dist/render/linechart`), not the package: its index brings all of
 * tfjs into the page. A line chart needs series of equal length; the value at position i is drawn at x = i.
 */

type Spec = Record<string, unknown>;
interface Drawn {
  readonly form: string;
  readonly result: Result;
}

const drawn = new WeakMap<HTMLElement, Promise<Drawn | undefined>>();

const isSpec = (value: unknown): value is Spec => typeof value === "object" && value !== null && !Array.isArray(value);

/** The pointer's rule, written for today's Vega-Lite: only the nearest point has one. */
function withPointerRule(layer: unknown): unknown {
  if (!isSpec(layer) || !isSpec(layer["selection"])) return layer;
  const { selection: _legacy, encoding, ...rest } = layer;
  return {
    ...rest,
    params: [{ name: "hover", select: { type: "point", on: "pointerover", nearest: true, clear: "pointerout" } }],
    encoding: {
      ...(isSpec(encoding) ? encoding : {}),
      color: { value: "transparent", condition: { param: "hover", empty: false, value: "grey" } },
    },
  };
}

/** The tooltip calls the position what the axis calls it, where tfjs-vis says `x`. */
function withNamedX(spec: Spec): Spec {
  const { encoding } = spec;
  if (!isSpec(encoding) || !isSpec(encoding["x"]) || !Array.isArray(encoding["tooltip"])) return spec;
  const { title } = encoding["x"];
  const tooltip = encoding["tooltip"].map((entry: unknown) => (isSpec(entry) && entry["field"] === "x" ? { ...entry, title } : entry));
  return { ...spec, encoding: { ...encoding, tooltip } };
}

function themeOf(element: HTMLElement): Config {
  const style = getComputedStyle(element);
  const { color, fontFamily: font } = style;
  const line = `color-mix(in srgb, ${color} 18%, transparent)`;
  return {
    aria: false,
    background: "transparent",
    font,
    axis: { labelColor: color, titleColor: color, titleFontWeight: "normal", domainColor: line, tickColor: line, gridColor: line },
    legend: { labelColor: color, titleColor: color },
    view: { stroke: null },
    tooltipFormat: { numberFormat: ".5~g" },
  };
}

async function draw(element: HTMLElement, spec: Spec, options: EmbedOptions, before: Drawn | undefined): Promise<Drawn> {
  const { data, ...rest } = spec;
  const values = isSpec(data) && Array.isArray(data["values"]) ? (data["values"] as object[]) : [];
  const name = isSpec(data) && typeof data["name"] === "string" ? data["name"] : "values";
  const shape = withNamedX({ ...rest, ...(Array.isArray(rest["layer"]) ? { layer: rest["layer"].map(withPointerRule) } : {}) });
  const config = themeOf(element);
  const form = JSON.stringify([shape, config]);
  if (before?.form === form) {
    await before.result.view.change(name, changeset().remove(truthy).insert(values)).runAsync();
    return before;
  }
  before?.result.finalize();
  const whole = { ...shape, data: { name, values } } as unknown as VisualizationSpec;
  const result = await embed(element, whole, {
    ...options,
    config,
    renderer: "svg",
    padding: 4,
    ast: true,
    expr: expressionInterpreter,
  });
  return { form, result };
}

/** What tfjs-vis imports as `vega-embed`: draws a specification into an element, or new values into the chart there. */
export default async function embedIntoPage(element: HTMLElement, spec: Spec, options: EmbedOptions = {}): Promise<Result> {
  const before = drawn.get(element) ?? Promise.resolve(undefined);
  const next = before.catch(() => undefined).then((chart) => draw(element, spec, options, chart));
  drawn.set(element, next);
  return (await next).result;
}

/** Ends the chart in an element: its view, its listeners, its tooltip. For widgets that leave the page. */
export async function removeChart(element: HTMLElement): Promise<void> {
  const before = drawn.get(element);
  drawn.delete(element);
  (await before?.catch(() => undefined))?.result.finalize();
}
