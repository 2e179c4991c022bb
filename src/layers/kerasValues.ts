import { fail, ok, shown, text, type Result, type Text } from "../schema";
import { activations, type ActivationKind } from "./activations";
import { initializers } from "./initializers";

/** An initializer as it stands in a Keras file: a string, or `{class_name, config}`; null means the default. */
export function readInitializer(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  const name =
    typeof value === "string" ? value : typeof value === "object" ? (value as { class_name?: unknown }).class_name : undefined;
  if (typeof name !== "string") return String(name);
  // tfjs and Keras 2 write VarianceScaling with its parameters; the named initializers are special cases of it.
  if (name === "VarianceScaling") return readVarianceScaling((value as { config?: unknown }).config);
  return initializers.all.find(({ kind, className }) => kind === name || className === name)?.kind ?? name;
}

function readVarianceScaling(config: unknown): string {
  const { scale, mode, distribution } = (config ?? {}) as { scale?: unknown; mode?: unknown; distribution?: unknown };
  const family = scale === 1 && mode === "fan_avg" ? "glorot" : scale === 2 && mode === "fan_in" ? "he" : undefined;
  if (!family) return "VarianceScaling";
  return `${family}_${distribution === "uniform" ? "uniform" : "normal"}`;
}

/** An activation as it stands in a Keras file: a string, or an object with `class_name` or `config`; null means linear. */
export function readActivation(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "string") return value;
  const { config, class_name: className } = value as { config?: unknown; class_name?: unknown };
  const name = typeof config === "string" ? config : className;
  return typeof name === "string" ? name.toLowerCase() : String(name);
}

/** tfjs's identifier of an activation. */
export const tfjsActivation = (kind: ActivationKind): string => activations.get(kind).tfjs;

/** Copies the keys that a layer knows; anything absent stays at its default. */
export function pick(config: Readonly<Record<string, unknown>>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.filter((key) => config[key] !== undefined).map((key) => [key, config[key]]));
}

/** A parameter of a Keras file that this page does not offer. */
export interface NotOffered {
  readonly key: string;
  readonly value: unknown;
  readonly message: Text;
  /** What a person can do about it. */
  readonly advice?: Text;
}

/**
 * Refuses every parameter that would change what the layer computes, or how it is trained, and that this page does not offer:
 * rather a clear no than a model that opens and does something else.
 */
export function onlyDefaults(
  config: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, unknown>>,
): Result<null, readonly NotOffered[]> {
  const found: NotOffered[] = [];
  for (const [key, wanted] of Object.entries(defaults)) {
    const value = config[key];
    if (value === undefined || value === null) continue;
    if (JSON.stringify(value) !== JSON.stringify(wanted)) found.push(notOffered(key, value, wanted));
  }
  return found.length ? fail(found) : ok(null);
}

/** Refuses the value of one parameter. `wanted` is the only value that can be opened. */
export function notOffered(key: string, value: unknown, wanted: unknown = null): NotOffered {
  const [got, want] = [inPython(value), inPython(wanted)];
  if (!/_(regularizer|constraint)$/.test(key)) return { key, value, message: text(`${key} is ${got}; only ${want} can be opened here`, `${key} 为 ${got}；这里只支持 ${want}`) };
  return {
    key,
    value,
    message: text(
      `${key} is ${got}; training with regularizers and constraints is not offered here, so only ${want} can be opened`,
      `${key} 为 ${got}；这里不支持带正则化项或约束的训练，因此只能打开 ${want}`,
    ),
    advice: text(
      "Regularizers and constraints act in training only; without them the model makes the same predictions. Remove them in Keras (for example layer.kernel_regularizer = None) and save the model again.",
      "正则化项和约束只在训练时起作用，去掉后模型的预测不变。请在 Keras 中去掉它们（例如 layer.kernel_regularizer = None），再重新保存模型。",
    ),
  };
}

/** Arguments of an object that stand in a message. */
const mostArguments = 4;

/** A value of a configuration as it stands in a Python program: `L2(l2=0.01)`, `None`. */
function inPython(value: unknown): string {
  if (value === null) return "None";
  const { class_name: name, config } = (value ?? {}) as { readonly class_name?: unknown; readonly config?: unknown };
  if (typeof name !== "string") return shown(value);
  const given = Object.entries(config ?? {}).slice(0, mostArguments);
  return `${name}(${given.map(([key, argument]) => `${key}=${shown(argument)}`).join(", ")})`;
}
