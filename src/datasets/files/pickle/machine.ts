import { text } from "../../../schema";
import { shownCount } from "../words";
import { latin1, nameOf, outOfStep, type PickleGlobal, Tuple, Unreadable, type PickleValue } from "./values";

/**
 * What a pickle may build, so that a small file cannot fill the memory: a batch of CIFAR-10 has 20,000 labels and names,
 * each of which is put on the stack once and remembered once.
 */
const most = { values: 200_000, instructions: 1_000_000, marks: 1000, longBytes: 64 };

const tooMany = (): Unreadable => {
  const count = shownCount(most.values);
  return new Unreadable(text(`it holds more than ${count} values; a batch of CIFAR-10 has about 20,000`, `其中的值超过 ${count} 个；CIFAR-10 的批次约有 20,000 个`));
};

/** The state of a pickle that is being read: where it is in the bytes, its stack with its marks, its memo. */
export class PickleMachine {
  readonly memo = new Map<number, PickleValue>();
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly globals: ReadonlyMap<string, PickleGlobal>;
  private readonly stack: PickleValue[] = [];
  private readonly marks: number[] = [];
  private at = 0;
  /** Values that were put on the stack so far, and entries that were made in the memo. */
  private pushed = 0;
  private remembers = 0;
  private instructions = 0;

  constructor(bytes: Uint8Array, globals: ReadonlyMap<string, PickleGlobal>) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.globals = globals;
  }

  get position(): number {
    return this.at;
  }

  /** The next instruction. */
  opcode(): number {
    if (++this.instructions > most.instructions) throw tooMany();
    return this.uint8();
  }

  // Operands

  take(count: number): Uint8Array {
    const from = this.at;
    if (!(from + count <= this.bytes.length)) {
      const end = shownCount(this.bytes.length);
      throw new Unreadable(text(`it ends early, after ${end} bytes`, `文件在 ${end} 字节处提前结束`));
    }
    this.at = from + count;
    return this.bytes.subarray(from, this.at);
  }
  private operand(size: number): number {
    this.take(size);
    return this.at - size;
  }
  uint8 = (): number => this.take(1)[0]!;
  uint16 = (): number => this.view.getUint16(this.operand(2), true);
  uint32 = (): number => this.view.getUint32(this.operand(4), true);
  int32 = (): number => this.view.getInt32(this.operand(4), true);
  uint64 = (): number => Number(this.view.getBigUint64(this.operand(8), true));
  float64 = (): number => this.view.getFloat64(this.operand(8), false);
  /** A whole number in two's complement, little-endian. */
  long(length: number): number | bigint {
    if (length > most.longBytes) throw new Unreadable(text(`a whole number in it has ${length} bytes`, `其中有一个 ${length} 字节的整数`));
    const digits = this.take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(digits[i]!);
    value = BigInt.asIntN(8 * length, value);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  line(): string {
    const end = this.bytes.indexOf(10, this.at);
    const shown = latin1(this.take((end < 0 ? Infinity : end) - this.at));
    this.at += 1;
    return shown;
  }

  // Stack

  push(value: PickleValue): void {
    if (++this.pushed > most.values) throw tooMany();
    this.stack.push(value);
  }
  pop(): PickleValue {
    if (this.stack.length <= (this.marks.at(-1) ?? 0)) throw outOfStep();
    return this.stack.pop()!;
  }
  top(): PickleValue {
    const value = this.pop();
    this.stack.push(value);
    return value;
  }
  mark(): void {
    if (this.marks.length >= most.marks) throw outOfStep();
    this.marks.push(this.stack.length);
  }
  sinceMark(): PickleValue[] {
    const mark = this.marks.pop();
    if (mark === undefined) throw outOfStep();
    return this.stack.splice(mark);
  }
  tuple(count: number): Tuple {
    return new Tuple(Array.from({ length: count }, () => this.pop()).reverse());
  }
  /** Keeps the value on top of the stack under a number. */
  remember(key: number = this.memo.size): void {
    if (++this.remembers > most.values) throw tooMany();
    this.memo.set(key, this.top());
  }
  remembered(key: number): PickleValue {
    const value = this.memo.get(key);
    if (value === undefined) throw outOfStep();
    return value;
  }

  // Containers and imports

  append(items: readonly PickleValue[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw outOfStep();
    for (const item of items) list.push(item);
  }
  /** Enters keys and values, one after the other, into the dictionary on top. */
  enter(items: readonly PickleValue[]): void {
    const dictionary = this.top();
    if (!(dictionary instanceof Map) || items.length % 2) throw outOfStep();
    for (let i = 0; i < items.length; i += 2) {
      const key = nameOf(items[i]);
      if (key === undefined) throw new Unreadable(text("a dictionary in it has a key that is no string", "其中的字典有不是字符串的键"));
      dictionary.set(key, items[i + 1]!);
    }
  }
  /** The stand-in for an import; one that is not known is refused here, before anything could come of it. */
  global(module: string, name: string): PickleGlobal {
    const found = this.globals.get(`${module}.${name}`);
    if (found) return found;
    throw new Unreadable(
      text(
        `it asks Python to import ${module}.${name}. Only plain values and NumPy arrays are read here; nothing in a pickle is ever executed`,
        `它要求 Python 导入 ${module}.${name}。这里只读取普通数值和 NumPy 数组，绝不执行 pickle 中的任何内容`,
      ),
    );
  }
}
