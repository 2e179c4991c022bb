import { examine, type Examination, type Experiment } from "../experiment";
import { useExperiment } from "../store";

const seen = new WeakMap<Experiment, Examination>();

/** The document seen through. Documents never change, so each is examined once, whoever asks. */
export function examinationOf(experiment: Experiment): Examination {
  const known = seen.get(experiment);
  if (known) return known;
  const found = examine(experiment);
  seen.set(experiment, found);
  return found;
}

/** The examination of the present document. */
export const useExamination = (): Examination => examinationOf(useExperiment());
