import * as core from "@tensorflow/tfjs-core";
import * as layersApi from "@tensorflow/tfjs-layers";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops";
import type * as tfjs from "@tensorflow/tfjs";

/**
 * tfjs as the kinds take it, from its parts: core and layers without the converter, the data pipeline and the backends,
 * which are loaded one by one when they are needed. The type is that of the whole package because the kinds' own
 * signatures name it; what is left out is nothing that a kind uses.
 */
export const tf = { ...core, ...layersApi } as unknown as typeof tfjs;
export type Tf = typeof tfjs;
export type { Tensor, Tensor1D, Tensor2D, Variable, Optimizer } from "@tensorflow/tfjs-core";
