import { registry } from "../../schema";
import { binaryCrossentropy } from "./binaryCrossentropy";
import { categoricalCrossentropy } from "./categoricalCrossentropy";
import type { LossKind } from "./define";
import { hinge } from "./hinge";
import { meanSquaredError } from "./meanSquaredError";
import { meanSquaredLogarithmicError } from "./meanSquaredLogarithmicError";

const all = [categoricalCrossentropy, binaryCrossentropy, meanSquaredError, meanSquaredLogarithmicError, hinge] as const;
export type LossName = (typeof all)[number]["kind"];
export const losses = registry<LossKind<LossName>>(all);
