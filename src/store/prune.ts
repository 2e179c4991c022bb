import type { AppState } from "./state";
import type { Vault } from "./vault";

/** Bytes of weights that a visit keeps. Beyond them the models that came first go; saved ones can be opened again. */
const mostBytes = 512 * 2 ** 20;

type Models = Pick<AppState, "models" | "modelId" | "evaluations">;

/** The models that stay, never without the newest and the one in use, and what is known of them. Those that go leave the vault. */
export function pruned({ models, modelId, evaluations }: Models, vault: Pick<Vault, "forget">, most = mostBytes): Pick<Models, "models" | "evaluations"> {
  let bytes = 4 * models.reduce((sum, { parameters }) => sum + parameters, 0);
  const stay = models.filter((model, i) => {
    if (bytes <= most || i === models.length - 1 || model.id === modelId) return true;
    bytes -= 4 * model.parameters;
    vault.forget(model.id);
    return false;
  });
  const known = Object.entries(evaluations).filter(([id]) => stay.some((model) => model.id === id));
  return { models: stay, evaluations: Object.fromEntries(known) };
}
