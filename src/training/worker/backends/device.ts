import { Refusal, text, type Text } from "../../../schema";
import type { BackendName, DeviceStatus } from "../../protocol";
import { tf } from "../tf";
import type { Backend, Probe } from "./define";

const failed = (error: unknown): Text => {
  const why = error instanceof Error ? error.message : String((error as { message?: unknown } | null)?.message ?? error);
  return text(`it did not start: ${why}`, `启动失败：${why}`);
};

/**
 * Where the mathematics happens. Automatic choice takes the first backend that starts, in the order given, and never
 * one that draws by software; a person may take any that can be used at all.
 */
export class Device {
  readonly #backends: readonly Backend[];
  readonly #probes: Promise<ReadonlyMap<BackendName, Probe>>;
  readonly #loaded = new Set<BackendName>();
  readonly #failures = new Map<BackendName, Text>();
  readonly #watched = new Set<BackendName>();
  readonly #labels = new Map<BackendName, string>();
  #used: { readonly backend: Backend; readonly automatic: boolean } | null = null;
  #starting: Promise<void> | null = null;
  #lost = false;
  #onLost: () => void = () => undefined;

  /** `backends`: best first; the last should be one that always works. */
  constructor(backends: readonly Backend[]) {
    this.#backends = backends;
    this.#probes = Promise.all(backends.map(async (backend) => [backend.backend, await backend.probe()] as const)).then(
      (pairs) => new Map(pairs),
    );
  }

  /** What is used and what could be. Starts the best one when none is used yet. */
  async status(): Promise<DeviceStatus> {
    this.#starting ??= this.#startBest();
    await this.#starting;
    const { backend, automatic } = this.#used!;
    const probes = await this.#probes;
    const available = this.#backends.map(({ backend: name }) => {
      const { label: probedLabel, software, reason: probed } = probes.get(name)!;
      const failure = this.#failures.get(name);
      const label = this.#labels.get(name) ?? probedLabel;
      return { backend: name, label, software, ...(probed ? { reason: probed } : failure ? { reason: failure, failed: true } : {}) };
    });
    return { backend: backend.backend, automatic, label: available.find((row) => row.backend === backend.backend)!.label, available };
  }

  /** False once the device in use was taken away from the page: what comes from it means nothing any more. */
  get alive(): boolean {
    return !this.#lost;
  }

  /** Told once, when that happens. */
  onLost(listener: () => void): void {
    this.#onLost = listener;
  }

  #lose(backend: Backend): void {
    // One that is not in use is found out when somebody picks it.
    if (this.#used?.backend !== backend || this.#lost) return;
    this.#lost = true;
    this.#onLost();
  }

  /** True when reading a tensor back waits for another processor's queue. */
  get queued(): boolean {
    return this.#used?.backend.queued ?? false;
  }

  /** Whether this very choice is in force already. */
  isOn(backend: BackendName | "auto", automatic: boolean): boolean {
    return this.#used?.backend.backend === backend && this.#used.automatic === automatic;
  }

  /** False after a person chose. */
  get automatic(): boolean {
    return this.#used?.automatic ?? true;
  }

  /** Takes another backend, on a person's choice unless `automatic`; on a refusal the one in use stays. Tensors that are to live on must be moved by the caller. */
  async use(wanted: BackendName | "auto", automatic = false): Promise<DeviceStatus> {
    if (wanted === "auto") {
      this.#starting = this.#startBest();
      return this.status();
    }
    const backend = this.#backends.find((one) => one.backend === wanted);
    const probe = (await this.#probes).get(wanted);
    if (!backend || !probe) throw new Refusal(text(`there is no backend "${wanted}" here`, `这里没有名为“${wanted}”的后端`));
    if (probe.reason) throw this.#refusal(probe, probe.reason);
    const before = this.#used;
    const reason = await this.#start(backend, automatic);
    if (reason) {
      if (before) await tf.setBackend(before.backend.backend);
      throw this.#refusal(probe, reason);
    }
    this.#starting = Promise.resolve();
    return this.status();
  }

  #refusal({ label }: Probe, reason: Text): Refusal {
    return new Refusal(text(`${label} cannot be used: ${reason.en}`, `无法使用 ${label}：${reason.zh}`));
  }

  async #startBest(): Promise<void> {
    const probes = await this.#probes;
    const reasons: Text[] = [];
    for (const backend of this.#backends) {
      const { reason, software } = probes.get(backend.backend)!;
      if (reason || software) continue;
      const why = await this.#start(backend, true);
      if (!why) return;
      reasons.push(why);
    }
    const [en, zh] = [reasons.map((why) => why.en).join("; "), reasons.map((why) => why.zh).join("；")];
    this.#starting = null;
    throw new Refusal(text(`no backend could be started: ${en}`, `没有可用的计算后端：${zh}`));
  }

  /** Returns why it did not start, or null when it did. */
  async #start(backend: Backend, automatic: boolean): Promise<Text | null> {
    try {
      if (!this.#loaded.has(backend.backend)) {
        await backend.load();
        this.#loaded.add(backend.backend);
      }
      if (!(await tf.setBackend(backend.backend))) throw new Error("tfjs refused");
      // A first small product: shows at once whether results come back right.
      const check = tf.tidy(() => tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])));
      const [value] = await check.data();
      check.dispose();
      if (value !== 11) throw new Error(`1·3 + 2·4 came out as ${value}`);
      const label = await backend.label?.();
      if (label) this.#labels.set(backend.backend, label);
      this.#failures.delete(backend.backend);
      if (!this.#watched.has(backend.backend)) {
        this.#watched.add(backend.backend);
        backend.onLost?.(() => this.#lose(backend));
      }
      this.#used = { backend, automatic };
      return null;
    } catch (error) {
      const why = failed(error);
      this.#failures.set(backend.backend, why);
      return why;
    }
  }
}
