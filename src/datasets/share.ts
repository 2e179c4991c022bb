import { number, text, type Field } from "../schema";

/** The field of a drawn set that says how much of it is kept for testing. */
export const testShare = (share: number): Field<number> =>
  number({ default: share, min: 0.1, max: 0.9, step: 0.05, label: text("Test share", "测试集比例"), help: text("The fraction of the samples kept for testing.", "留作测试的比例。") });

/** Sizes of the two parts of `size` samples. */
export const split = ({ size, test_share }: { readonly size: number; readonly test_share: number }): { train: number; test: number } => {
  const test = Math.round(size * test_share);
  return { train: size - test, test };
};
