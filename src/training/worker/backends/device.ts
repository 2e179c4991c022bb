import { Refusal, text, type Text } from "../../../schema";
import type { BackendName, DeviceStatus, Limits } from "../../protocol";
import { attempt, NoAnswer, note, startWithin } from "../attempts";
import { loadTf } from "../loadTf";
import type { Tf } from "../tf";
import type { Backend, Probe } from "./define";

/** Seconds that looking for a backend may take. */
const probeWithin = 5;

const late = (seconds: number): Text => text(`it did not answer within ${seconds} seconds`, `它在 ${seconds} 秒内没有响应`);

const failed = (error: unknown): Text => {
  if (error instanceof NoAnswer) return late(error.seconds);
  const why = error instanceof Error ? error.message : String((error as { message?: unknown } | null)?.message ?? error);
  return text(`it did not start: ${why}`, `启动失败：${why}`);
};

/** What another worker before this one did not get an answer from. */
const leftOut = text("it did not answer when it was started before", "此前启动时没有响应");

async function probed({ backend, probe }: Backend, seconds: number): Promise<Probe> {
  try {
    return await attempt({ what: "backend", backend }, probe, seconds);
  } catch (error) {
    return { label: backend, software: false, reason: failed(error) };
  }
}

export interface DeviceOptions {
  /** Seconds that a look and a start may take: shorter in tests. */
  readonly probeWithin?: number;
  readonly startWithin?: number;
}

/**
 * Where the mathematics of tfjs happens. Choosing starts nothing: a backend is loaded and started when a model needs it
 * (`ready`), or when a person chooses a graphics card. The automatic choice is the first backend that can be used, in the
 * order given, and never one that draws by software; a person may take any that can be used at all.
 */
export class Device {
  readonly #backends: readonly Backend[];
  readonly #options: Required<DeviceOptions>;
  #limits: Limits = { oneThread: false, without: [] };
  #probes: Promise<ReadonlyMap<BackendName, Probe>> | null = null;
  readonly #loaded = new Set<BackendName>();
  readonly #failures = new Map<BackendName, Text>();
  readonly #watched = new Set<BackendName>();
  readonly #labels = new Map<BackendName, string>();
  #chosen: { readonly backend: Backend; readonly automatic: boolean } | null = null;
  /** What tfjs is on now. */
  #started: Backend | null = null;
  /** Starts follow each other: tfjs is on one backend at a time. */
  #starting: Promise<unknown> = Promise.resolve();
  #lost = false;
  #onLost: () => void = () => undefined;

  /** `backends`: best first; the last should be one that always works. */
  constructor(backends: readonly Backend[], options: DeviceOptions = {}) {
    this.#backends = backends;
    this.#options = { probeWithin, startWithin, ...options };
  }

  /** What is to be left out, because it did not answer before. To be called before anything else. */
  limit(limits: Limits): void {
    this.#limits = limits;
    if (limits.oneThread) for (const backend of this.#backends) backend.useOneThread?.();
  }

  async #probed(): Promise<ReadonlyMap<BackendName, Probe>> {
    this.#probes ??= Promise.all(
      this.#backends.map(async (backend) => {
        if (this.#limits.without.includes(backend.backend)) return [backend.backend, { label: backend.backend, software: false, reason: leftOut }] as const;
        return [backend.backend, await probed(backend, this.#options.probeWithin)] as const;
      }),
    ).then((pairs) => new Map(pairs));
    return this.#probes;
  }

  /** What is chosen and what could be. Chooses the best one when none is chosen yet. */
  async status(): Promise<DeviceStatus> {
    const probes = await this.#probed();
    this.#chosen ??= this.#best(probes);
    const { backend, automatic } = this.#chosen;
    const available = this.#backends.map(({ backend: name }) => {
      const { label: probedLabel, software, reason: refused } = probes.get(name)!;
      const failure = this.#failures.get(name);
      const label = this.#labels.get(name) ?? probedLabel;
      return { backend: name, label, software, ...(refused ? { reason: refused } : failure ? { reason: failure, failed: true } : {}) };
    });
    return { backend: backend.backend, automatic, label: available.find((row) => row.backend === backend.backend)!.label, available };
  }

  /** The best backend that can be used and has not failed. Throws a Refusal that says why there is none. */
  #best(probes: ReadonlyMap<BackendName, Probe>): { readonly backend: Backend; readonly automatic: true } {
    const usable = (one: Backend): boolean => {
      const { reason, software } = probes.get(one.backend)!;
      return !reason && !software && !this.#failures.has(one.backend);
    };
    const backend = this.#backends.find(usable);
    if (backend) return { backend, automatic: true };
    const reasons = this.#backends.flatMap(({ backend: name }) => this.#failures.get(name) ?? probes.get(name)!.reason ?? []);
    // Asked again, everything is tried again.
    this.#failures.clear();
    const [en, zh] = [reasons.map((why) => why.en).join("; "), reasons.map((why) => why.zh).join("；")];
    throw new Refusal(text(`no backend could be started: ${en}`, `没有可用的计算后端：${zh}`));
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
    if (this.#started === backend) this.#started = null;
    // One that is not in use is found out when somebody picks it.
    if (this.#chosen?.backend !== backend || this.#lost) return;
    this.#lost = true;
    this.#onLost();
  }

  /** Whether this very choice is in force already. */
  isOn(backend: BackendName | "auto", automatic: boolean): boolean {
    return this.#chosen?.backend.backend === backend && this.#chosen.automatic === automatic;
  }

  /** What is chosen; null before anybody asked. */
  get backend(): BackendName | null {
    return this.#chosen?.backend.backend ?? null;
  }

  /** False after a person chose. */
  get automatic(): boolean {
    return this.#chosen?.automatic ?? true;
  }

  /** Takes another backend, on a person's choice unless `automatic`; on a refusal the one in use stays. Tensors that are to live on must be moved by the caller. */
  async use(wanted: BackendName | "auto", automatic = false): Promise<DeviceStatus> {
    const probes = await this.#probed();
    if (wanted === "auto") {
      this.#failures.clear();
      this.#chosen = this.#best(probes);
      return this.status();
    }
    const backend = this.#backends.find((one) => one.backend === wanted);
    const probe = probes.get(wanted);
    if (!backend || !probe) throw new Refusal(text(`there is no backend "${wanted}" here`, `这里没有名为“${wanted}”的后端`));
    if (probe.reason) throw this.#refusal(wanted, probe, probe.reason);
    if (backend.card) {
      const reason = await this.#start(backend);
      if (reason) throw this.#refusal(wanted, probe, reason);
    }
    this.#chosen = { backend, automatic };
    return this.status();
  }

  /**
   * Starts what is chosen, for a model that needs tfjs. Where the page chose, the next one takes the place of one that does
   * not start, and the person is told; a person's own choice is refused.
   */
  async ready(): Promise<void> {
    for (;;) {
      const { automatic } = await this.status();
      const { backend } = this.#chosen!;
      const reason = await this.#start(backend);
      if (!reason) return;
      const probes = await this.#probed();
      if (!automatic) throw this.#refusal(backend.backend, probes.get(backend.backend)!, reason);
      this.#chosen = this.#best(probes);
      const [from, to] = [probes.get(backend.backend)!.label, (await this.status()).label];
      note(text(`${from} cannot be used: ${reason.en}. ${to} is used instead.`, `无法使用 ${from}：${reason.zh}。现改用 ${to}。`));
    }
  }

  #refusal(name: BackendName, { label }: Probe, reason: Text): Refusal {
    const shown = this.#labels.get(name) ?? label;
    return new Refusal(text(`${shown} cannot be used: ${reason.en}`, `无法使用 ${shown}：${reason.zh}`));
  }

  /** Puts tfjs on a backend. Returns why it did not start, or null when it did; what tfjs was on before stays then. */
  #start(backend: Backend): Promise<Text | null> {
    const start = this.#starting.then(() => this.#startNow(backend));
    this.#starting = start;
    return start;
  }

  async #startNow(backend: Backend): Promise<Text | null> {
    if (this.#started === backend) return null;
    let why = await this.#tryStart(backend);
    // What hangs is started once more, then with one thread.
    if (why instanceof NoAnswer) why = await this.#tryStart(backend);
    if (why && backend.useOneThread?.()) {
      this.#loaded.delete(backend.backend);
      why = await this.#tryStart(backend);
      if (!why) {
        const { label } = (await this.#probed()).get(backend.backend)!;
        note(text(`${label} did not start with all its threads. It runs with one thread now.`, `${label} 未能以多线程启动，现以单线程运行。`));
      }
    }
    if (!why) {
      this.#failures.delete(backend.backend);
      this.#started = backend;
      return null;
    }
    if (this.#started) await (await loadTf()).setBackend(this.#started.backend);
    const reason = failed(why);
    this.#failures.set(backend.backend, reason);
    return reason;
  }

  /** One try. Resolves to what went wrong, or to null. */
  async #tryStart(backend: Backend): Promise<Error | null> {
    const name = backend.backend;
    try {
      await this.#tryOnce(backend);
      return null;
    } catch (error) {
      // tfjs waits for a backend that it is starting before it takes another.
      if (error instanceof NoAnswer) forgetStart(await loadTf(), name);
      return error instanceof Error ? error : new Error(String((error as { message?: unknown } | null)?.message ?? error));
    }
  }

  async #tryOnce(backend: Backend): Promise<void> {
    const name = backend.backend;
    // What comes over the network takes its time: that is not part of the deadline.
    const tf = await loadTf();
    if (!this.#loaded.has(name)) {
      await backend.load(tf);
      this.#loaded.add(name);
    }
    const start = async (): Promise<void> => {
      if (!(await tf.setBackend(name))) throw new Error("tfjs refused");
      // A first small product: shows at once whether results come back right.
      const check = tf.tidy(() => tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])));
      const [value] = await check.data();
      check.dispose();
      if (value !== 11) throw new Error(`1·3 + 2·4 came out as ${value}`);
    };
    await attempt({ what: "backend", backend: name }, start, this.#options.startWithin);
    const label = await backend.label?.();
    if (label) this.#labels.set(name, label);
    if (!this.#watched.has(name)) {
      this.#watched.add(name);
      backend.onLost?.(tf, () => this.#lose(backend));
    }
  }
}

/** Takes a backend that hangs out of tfjs and puts it back, not started. */
function forgetStart(tf: Tf, name: BackendName): void {
  const factory = tf.findBackendFactory(name);
  tf.removeBackend(name);
  tf.registerBackend(name, factory);
}
