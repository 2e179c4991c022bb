import { edits, firstPreset } from "../../../experiment";

/** The first preset, validated on the test set: all of its 250 training points are trained on. */
export const firstNet = edits.setFit(firstPreset.experiment, { validation: { on: "test" } });
