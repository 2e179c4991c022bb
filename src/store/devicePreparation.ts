import type { Experiment } from "../experiment";
import type { Preferences } from "../storage/types";
import type { TrainingClient } from "../training/client";
import { chooseDevice, rememberDevice, withoutFigures } from "./deviceChoice";
import { wordsOf } from "./refused";
import type { AppState } from "./state";

/** What is needed of the store. */
interface Access {
  get(): Pick<AppState, "device" | "measurements" | "tell">;
  set(change: Partial<Pick<AppState, "device" | "measurements">>): void;
}

export interface DevicePreparation {
  /** Whether another device may be faster for a model, so that `takeFastest` has something to do. */
  needed(experiment: Experiment): boolean;
  /**
   * Switches to the device that is the fastest for the model, and measures which that is where it is not known. Resolves to
   * whether the run is still to begin: where this fails it begins on the device that is in use.
   */
  takeFastest(runId: string, experiment: Experiment): Promise<boolean>;
  /** Ends the preparation of a run. Returns false when there is none. */
  abort(runId: string): boolean;
}

/** What happens between Play and the first step, before the worker knows of the run. */
export function devicePreparation(client: Pick<TrainingClient, "ask">, preferences: Preferences, { get, set }: Access): DevicePreparation {
  let preparing: { readonly runId: string; readonly controller: AbortController } | null = null;
  const choice = (experiment: Experiment) => chooseDevice(get().device, experiment, get().measurements);
  return {
    needed: (experiment) => choice(experiment).how !== "given",
    async takeFastest(runId, experiment) {
      const chosen = choice(experiment);
      if (chosen.how === "given") return true;
      const controller = new AbortController();
      preparing = { runId, controller };
      const { signal } = controller;
      try {
        if (chosen.how === "remembered") {
          // The worker knows what it is on, and stays there if it is that.
          set({ device: await client.ask("setBackend", { backend: chosen.backend, automatic: true }, { signal }) });
          return true;
        }
        const calibration = await client.ask("calibrate", { experiment }, { signal });
        set({ device: calibration.device });
        if (calibration.rows.length) set({ measurements: rememberDevice(calibration, experiment, preferences) });
        return true;
      } catch (thrown) {
        if (signal.aborted) return false;
        // What kills the worker while it is timed would do so at every run.
        const { device, measurements, tell } = get();
        if (chosen.how === "measure" && device) set({ measurements: withoutFigures(device, experiment, measurements) });
        tell("error", wordsOf(thrown));
        return true;
      } finally {
        preparing = null;
      }
    },
    abort(runId) {
      if (preparing?.runId !== runId) return false;
      preparing.controller.abort();
      return true;
    },
  };
}
