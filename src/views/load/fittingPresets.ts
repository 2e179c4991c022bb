import { examine, presets, type Experiment, type Preset } from "../../experiment";

/** The presets that can train on the data of a document, with those data and that seed put in. */
export function fittingPresets({ dataset, seed }: Experiment): Preset[] {
  return presets
    .map((preset) => ({ ...preset, experiment: { ...preset.experiment, dataset, seed } }))
    .filter(({ experiment }) => examine(experiment).problems.length === 0);
}
