import type { Experiment } from "../../experiment";
import type { Text } from "../../schema";

/** A change of the document that removes a problem in one click. */
export interface Fix {
  readonly id: string;
  readonly title: Text;
  readonly apply: (doc: Experiment) => Experiment;
}
