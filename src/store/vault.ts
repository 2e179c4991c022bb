import { Refusal, text } from "../schema";
import type { TrainingClient } from "../training/client";
import type { ModelData } from "../training/protocol";

/** How many models the worker keeps besides a running one. */
const room = 2;

/**
 * Trained models with their weights, outside the store's state: they are large and no picture is drawn from them. Lends
 * them to the worker when they are to be used and takes them back when others need the room.
 */
export class Vault {
  readonly #models = new Map<string, ModelData>();
  /** Models that lie elsewhere, with what fetches them. */
  readonly #away = new Map<string, () => Promise<ModelData>>();
  readonly #client: TrainingClient;
  /** What the worker has, the one that was used longest ago in front. */
  #lent: string[] = [];
  /** What is on its way to the worker: several views ask the same model at once. */
  readonly #underway = new Map<string, Promise<void>>();

  constructor(client: TrainingClient) {
    this.#client = client;
    client.onRestart(() => (this.#lent = []));
  }

  keep(id: string, model: ModelData): void {
    this.#models.set(id, model);
    this.#away.delete(id);
    // Under this id the worker has another model now, or none: it has to be lent anew.
    this.#lent = this.#lent.filter((other) => other !== id);
    this.#underway.delete(id);
  }

  forget(id: string): void {
    this.#models.delete(id);
    this.#away.delete(id);
    if (this.#lent.includes(id)) this.#giveBack(id);
  }

  /** Notes a model that lies elsewhere: `fetch` brings it when it is first used. */
  keepAway(id: string, fetch: () => Promise<ModelData>): void {
    this.#away.set(id, fetch);
  }

  /** Whether the model is in memory. */
  holds(id: string): boolean {
    return this.#models.has(id);
  }

  /** The model, fetched if it lies elsewhere. Rejects with a Refusal. */
  async load(id: string): Promise<ModelData> {
    const fetch = this.#away.get(id);
    if (this.#models.has(id) || !fetch) return this.here(id);
    const model = await fetch();
    // It may have been forgotten meanwhile.
    if (this.#away.get(id) === fetch) this.keep(id, model);
    return model;
  }

  /** A model in memory. */
  here(id: string): ModelData {
    const model = this.#models.get(id);
    if (!model) throw new Refusal(text("this model's weights are gone; train it again", "该模型的权重已不在；请重新训练"));
    return model;
  }

  /** Makes sure that the worker has the model, then uses it. */
  async use<T>(id: string, action: () => Promise<T>): Promise<T> {
    if (!this.#lent.includes(id)) await this.#lendOnce(id);
    this.#lent = [...this.#lent.filter((other) => other !== id), id];
    if (this.#lent.length > room) this.#giveBack(this.#lent[0]!);
    return action();
  }

  async #lendOnce(id: string): Promise<void> {
    const lending = this.#underway.get(id) ?? this.#lend(id);
    this.#underway.set(id, lending);
    try {
      await lending;
    } finally {
      if (this.#underway.get(id) === lending) this.#underway.delete(id);
    }
  }

  async #lend(id: string): Promise<void> {
    let model: ModelData;
    do {
      model = await this.load(id);
      // To evaluate and to predict, a model needs no state of its optimizer.
      const { training: _, ...lent } = model;
      await this.#client.ask("holdModel", { modelId: id, model: lent });
      // Another one may have been kept under this id meanwhile.
    } while (this.#models.get(id) !== model);
  }

  #giveBack(id: string): void {
    this.#lent = this.#lent.filter((other) => other !== id);
    // Nobody waits for this; a worker that died meanwhile has let go of it anyway.
    void this.#client.ask("releaseModel", { modelId: id }).catch(() => undefined);
  }
}
