import { registry, type Text } from "../../schema";
import { accuracy } from "./accuracy";
import type { KerasSetting, MetricKind } from "./define";
import { f1Score } from "./f1Score";
import { precision } from "./precision";
import { recall } from "./recall";

const all = [accuracy, precision, recall, f1Score] as const;
export type MetricName = (typeof all)[number]["kind"];
export const metrics = registry<MetricKind<MetricName>>(all);

/** Those of some metrics that no call and no file of Keras can name, with the reason. */
export const notInKeras = (names: readonly MetricName[], setting: KerasSetting): readonly { readonly name: MetricName; readonly why: Text }[] =>
  names
    .map((name) => metrics.get(name))
    .filter((metric) => metric.keras(setting) === undefined)
    .map(({ kind, whyNotInKeras }) => ({ name: kind, why: whyNotInKeras(setting) }));
