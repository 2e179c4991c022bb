/** What a worker, a worker's own scope and a MessagePort have in common. */
export interface Port {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
}

type Handlers<In extends { readonly type: string }> = { readonly [T in In["type"]]: (message: Extract<In, { readonly type: T }>) => void };

export interface Channel<Out> {
  /** Buffers in `transfer` move to the other side and are gone here. */
  send(message: Out, transfer?: readonly Transferable[]): void;
}

/**
 * The only way for messages in and out. `handlers` must name every type of message that can come, so that a new one
 * does not compile until somebody answers it. Both ends are built from the same source, which is why a message's type
 * can be trusted here.
 */
export function channel<Out, In extends { readonly type: string }>(port: Port, handlers: Handlers<In>): Channel<Out> {
  port.addEventListener("message", (event) => {
    const message = event.data as In;
    const handle = handlers[message.type as In["type"]] as (message: In) => void;
    handle(message);
  });
  return { send: (message, transfer = []) => port.postMessage(message, [...transfer]) };
}

/** The buffers of typed arrays, each once, ready to be transferred. Shared memory cannot be and need not be. */
export function buffersOf(...arrays: readonly ArrayBufferView[]): ArrayBuffer[] {
  return [...new Set(arrays.map(({ buffer }) => buffer))].filter((buffer) => buffer instanceof ArrayBuffer);
}
