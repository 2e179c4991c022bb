import { registry } from "../../schema";
import { accuracy } from "./accuracy";
import type { MetricKind } from "./define";
import { f1Score } from "./f1Score";
import { precision } from "./precision";
import { recall } from "./recall";

const all = [accuracy, precision, recall, f1Score] as const;
export type MetricName = (typeof all)[number]["kind"];
export const metrics = registry<MetricKind<MetricName>>(all);
