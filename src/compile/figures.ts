import type { Registry } from "../schema";
import { metrics } from "./metrics";
import type { Direction } from "./metrics/define";

type Directed = Pick<Registry<{ readonly kind: string; readonly better: Direction }>, "kinds" | "find">;

const validation = "val_";

/** The names of all figures of an epoch: the loss and the metrics, on validation (`val_` in front) before training. */
export const figureNames = (known: Directed = metrics): readonly string[] => ["loss", ...known.kinds].flatMap((name) => [validation + name, name]);

/** Which figure is the better one: of a loss the smaller, of a metric what its kind says. Throws for a name that is none of `figureNames`. */
export function betterOf(figure: string, known: Directed = metrics): Direction {
  const name = figure.startsWith(validation) ? figure.slice(validation.length) : figure;
  if (name === "loss") return "smaller";
  const metric = known.find(name);
  if (!metric) throw new Error(`no figure is called ${figure}`);
  return metric.better;
}
