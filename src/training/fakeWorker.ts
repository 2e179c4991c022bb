import type { TrainingWorker } from "./client";
import type { Answer, Ask, Command, QueryName, WorkerEvent } from "./protocol";

type Begin = Extract<Command, { readonly type: "begin" }>;

/**
 * A training worker for tests of the page's side: answers queries by a table and plays whatever events it is told. It says
 * that it is ready when it is asked to begin, unless it is `silent`.
 */
export class FakeWorker implements TrainingWorker {
  /** All but the first one, which tells it to begin. */
  readonly commands: Command[] = [];
  begun: Begin | null = null;
  silent = false;
  terminated = false;
  readonly #listeners = new Map<string, ((event: MessageEvent) => void)[]>();
  readonly #answers: { [K in QueryName]?: (ask: Ask<K>) => Answer<K> };

  constructor(answers: { [K in QueryName]?: (ask: Ask<K>) => Answer<K> } = {}) {
    this.#answers = answers;
  }

  addEventListener(type: string, listener: (event: MessageEvent) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  postMessage(message: unknown): void {
    const command = message as Command;
    if (command.type === "begin") {
      this.begun = command;
      if (!this.silent) this.emit({ type: "ready" });
      return;
    }
    this.commands.push(command);
    if (command.type !== "ask") return;
    const answer = this.#answers[command.query] as ((ask: unknown) => unknown) | undefined;
    if (answer) this.emit({ type: "answer", requestId: command.requestId, query: command.query, answer: answer(command.ask) } as WorkerEvent);
  }

  emit(event: WorkerEvent): void {
    for (const listener of this.#listeners.get("message") ?? []) listener(new MessageEvent("message", { data: event }));
  }

  crash(): void {
    for (const listener of this.#listeners.get("error") ?? []) listener(new MessageEvent("error"));
  }

  /** Sends something that the page cannot read. */
  garble(): void {
    for (const listener of this.#listeners.get("messageerror") ?? []) listener(new MessageEvent("messageerror"));
  }

  terminate(): void {
    this.terminated = true;
  }
}
