import { notInKeras } from "../compile";

/** Comment lines of Python for the metrics that Keras has no equal of; none where it has all. */
export const leftOutComments = (...which: Parameters<typeof notInKeras>): string[] =>
  notInKeras(...which).flatMap(({ name, why }) => {
    const [first, ...further] = why.en.split("; ");
    return [`# without ${name}: ${first}`, ...further.map((part) => `#   ${part}`)];
  });
