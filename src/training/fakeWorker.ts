import type { TrainingWorker } from "./client";
import type { Answer, Ask, Command, QueryName, WorkerEvent } from "./protocol";

/** A training worker for tests of the page's side: answers queries by a table and plays whatever events it is told. */
export class FakeWorker implements TrainingWorker {
  readonly commands: Command[] = [];
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

  terminate(): void {
    this.terminated = true;
  }
}
