import { checkpointBytes } from "../experiment";
import type { AppState, TrainedModel } from "./state";
import type { Vault } from "./vault";

/** Bytes of weights and optimizer states that a visit keeps. Beyond them the models that came first go; saved ones can be opened again. */
const mostBytes = 512 * 2 ** 20;

type Models = Pick<AppState, "models" | "modelId" | "evaluations">;

/** A model has a learning rate in force exactly where the state of its optimizer is kept. */
const bytesOf = ({ parameters, trained, experiment }: TrainedModel): number =>
  trained.learningRate === undefined ? 4 * parameters : checkpointBytes(experiment);

/** The models that stay, never without the newest and the one in use, and what is known of them. Those that go leave the vault. */
export function pruned({ models, modelId, evaluations }: Models, vault: Pick<Vault, "forget">, most = mostBytes): Pick<Models, "models" | "evaluations"> {
  let bytes = models.reduce((sum, model) => sum + bytesOf(model), 0);
  const stay = models.filter((model, i) => {
    if (bytes <= most || i === models.length - 1 || model.id === modelId) return true;
    bytes -= bytesOf(model);
    vault.forget(model.id);
    return false;
  });
  const known = Object.entries(evaluations).filter(([id]) => stay.some((model) => model.id === id));
  return { models: stay, evaluations: Object.fromEntries(known) };
}
