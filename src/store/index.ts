import { createStore, type StoreApi } from "zustand";
import { firstPreset, type Experiment } from "../experiment";
import { dataSlice } from "./dataSlice";
import { experimentSlice } from "./experimentSlice";
import { finishedSlice } from "./finishedSlice";
import { librarySlice } from "./librarySlice";
import { wordsOf } from "./refused";
import { runSlice } from "./runSlice";
import type { AppState, Services } from "./state";
import { lostUnderway } from "./underway";
import { Vault } from "./vault";
import { workspaceSlice } from "./workspaceSlice";

export type AppStore = StoreApi<AppState>;

/** The store with all its slices, and what follows by itself from a change: opening data, keeping the draft. */
export function createAppStore(services: Services, first: Experiment = firstPreset.experiment): AppStore {
  const vault = new Vault(services.client);
  const store = createStore<AppState>()((...api) => ({
    ...experimentSlice(first)(...api),
    ...dataSlice(services)(...api),
    ...runSlice(services, vault)(...api),
    ...finishedSlice(services, vault)(...api),
    ...librarySlice(services, vault)(...api),
    ...workspaceSlice(services)(...api),
  }));
  store.subscribe(({ runId, modelId }, before) => {
    if (runId !== before.runId) services.visit.write("shown.run", runId ?? "");
    if (modelId !== before.modelId) services.visit.write("shown.model", modelId ?? "");
  });
  store.subscribe(({ step, modelId, evaluations, predicted }) => {
    if (step === "predict" && modelId !== null && evaluations[modelId] && !predicted.includes(modelId)) store.setState({ predicted: [...predicted, modelId] });
  });
  store.subscribe((now, before) => {
    const [doc, old] = [now.history.present, before.history.present];
    if (doc === old) return;
    // What was asked before a run was asked of the design as it stood.
    if (now.doubted) now.settleDoubt(false);
    if (doc.dataset !== old.dataset || doc.seed !== old.seed) void now.openData();
    services.drafts.save(doc).catch((thrown: unknown) => now.tell("error", wordsOf(thrown)));
  });
  services.library.onChange(() => void store.getState().refreshSaved());
  return store;
}

/** Brings the store to life: the draft of the last visit, the data, the list of saved models, the device. */
export async function startAppStore(store: AppStore, services: Services): Promise<void> {
  const { openData, openFinished, refreshSaved, refreshInterrupted, findDevice, tell } = store.getState();
  const device = findDevice();
  const { forgetful, persistence } = services;
  void forgetful.then((why) => {
    store.setState({ forgetful: why });
    if (why) tell("info", why);
  });
  void persistence.state().then((persisted) => store.setState({ persisted }));
  const draft = takeDraft(store, services);
  // A storage that does not answer must not keep the data waiting; a draft that comes later opens its own.
  await inTime(draft);
  const lost = lostUnderway(services.visit, services.checkpoints).then((words) => words && tell("info", words));
  await Promise.all([draft, lost, openData(), openFinished(), refreshSaved(), refreshInterrupted(), device]);
}

/** Puts the draft of the last visit in place, as far as there is one. Never rejects. */
async function takeDraft(store: AppStore, { drafts }: Services): Promise<void> {
  const { openExperiment, tell } = store.getState();
  try {
    const draft = await drafts.load();
    if (draft?.ok) {
      const { history } = store.getState();
      // The draft replaces the first preset without leaving an entry in the history.
      if (history.past.length === 0) store.setState({ history: { ...history, present: draft.value } });
      else openExperiment(draft.value);
    } else if (draft) {
      for (const { message } of draft.error.slice(0, 3)) tell("error", message);
    }
  } catch (thrown) {
    tell("error", wordsOf(thrown));
  }
}

/** Milliseconds that the start waits for the draft. */
const patience = 1000;

/** Resolves when `done` does, or when it has taken too long. */
async function inTime(done: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  await Promise.race([done, new Promise<void>((resolve) => (timer = setTimeout(resolve, patience)))]);
  clearTimeout(timer);
}

export * from "./react";
export { beganFrom } from "./runSlice";
export { losesByLeaving, unkeptRuns } from "./runModels";
export { measuredFor, trainsOnCard } from "./deviceChoice";
export { tempoChoices, viewOf } from "./tempo";
export { stepIds, type AppState, type Notice, type Services, type StepId, type Theme, type TrainedModel } from "./state";
