const page = 65_536;

/** The engine's memory: pieces are handed out one after another and never given back; a model's engine goes as a whole. */
export class Arena {
  readonly memory: WebAssembly.Memory;
  /** The kernels keep their tables of constants in the first page. */
  #next = page;

  constructor(shared: boolean) {
    this.memory = new WebAssembly.Memory(shared ? { initial: 16, maximum: 32_768, shared: true } : { initial: 16, maximum: 32_768 });
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.#next;
  }

  /** Room for `bytes`, zeroed, on a 16-byte boundary. Views made before may be stale afterwards: ask for them anew. */
  take(bytes: number): number {
    const at = this.#next;
    // A vector may be read a little past the end of an array.
    this.#next = at + Math.ceil((bytes + 32) / 16) * 16;
    const missing = this.#next - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / page));
    return at;
  }

  floats(at: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, length);
  }

  doubles(at: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, length);
  }

  words(at: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, at, length);
  }
}
