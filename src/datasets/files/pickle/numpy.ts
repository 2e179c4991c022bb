import { text } from "../../../schema";
import { nameOf, outOfStep, PickleGlobal, PickleObject, Tuple, Unreadable, Utf8, type PickleValue } from "./values";

/** NumPy's description of an element: `u1` is an unsigned byte, `i8` a signed number of eight bytes; `order` is its byte order. */
export class NumpyType extends PickleObject {
  readonly code: string;
  order = "|";
  constructor(code: string) {
    super();
    this.code = code;
  }
  build(state: PickleValue): void {
    this.order = state instanceof Tuple ? (nameOf(state.items[1]) ?? "|") : "|";
  }
}

/** A NumPy array as it was stored: row-major, its elements' bytes a view of the file. */
export class NumpyArray extends PickleObject {
  shape: readonly number[] = [];
  type = new NumpyType("u1");
  bytes = new Uint8Array(0) as Uint8Array;

  build(state: PickleValue): void {
    // (version, shape, dtype, is Fortran, data)
    if (!(state instanceof Tuple) || state.items.length !== 5) throw outOfStep();
    const [, shape, type, fortran, bytes] = state.items;
    this.fill(shape, type, bytes, fortran === true || fortran === 1);
  }

  fill(shape: PickleValue | undefined, type: PickleValue | undefined, bytes: PickleValue | undefined, columns: boolean): this {
    const sides = typeof shape === "number" ? [shape] : shape instanceof Tuple ? shape.items : undefined;
    if (!sides?.every((side) => typeof side === "number" && side >= 0) || !(type instanceof NumpyType)) throw outOfStep();
    if (!(bytes instanceof Uint8Array)) {
      throw new Unreadable(text("an array in it holds Python objects instead of numbers", "其中的数组存放的是 Python 对象而不是数值"));
    }
    if (columns && sides.length > 1) {
      throw new Unreadable(text("an array in it is stored column by column; save a copy made by numpy.ascontiguousarray", "其中的数组按列存储；请用 numpy.ascontiguousarray 复制后再保存"));
    }
    this.shape = sides as readonly number[];
    this.type = type;
    this.bytes = bytes;
    const elements = this.shape.reduce((product, side) => product * side, 1);
    const width = Number(/^[a-zA-Z](\d+)$/.exec(type.code)?.[1] ?? (type.code === "?" ? 1 : NaN));
    if (elements * width !== bytes.length) throw outOfStep();
    return this;
  }

  /** The elements of an array of whole numbers; undefined for other arrays, and for more than `most` elements. */
  integers(most: number): number[] | undefined {
    const kind = /^([iu])([1248])$/.exec(this.type.code);
    if (!kind || this.bytes.length / Number(kind[2]) > most) return undefined;
    const [signed, width, little] = [kind[1] === "i", Number(kind[2]), this.type.order !== ">"];
    return Array.from({ length: this.bytes.length / width }, (_, i) => {
      let value = 0n;
      for (let b = 0; b < width; b++) value |= BigInt(this.bytes[i * width + (little ? b : width - 1 - b)]!) << BigInt(8 * b);
      return Number(signed ? BigInt.asIntN(8 * width, value) : value);
    });
  }
}

/**
 * `_codecs.encode(string, "latin1")`: how Python 3 writes bytes into a protocol 2 pickle. Goes from UTF-8 to Latin-1 at once:
 * characters below 256 take one or two bytes of UTF-8.
 */
function encodeLatin1([string, codec]: readonly PickleValue[]): PickleValue {
  if (!(string instanceof Utf8) || !/^latin[-_]?1$/.test(nameOf(codec) ?? "")) throw outOfStep();
  return (string.latin1 ??= toLatin1(string.bytes));
}

function toLatin1(bytes: Uint8Array): Uint8Array {
  let size = 0;
  for (const byte of bytes) if ((byte & 0xc0) !== 0x80) size += 1;
  const encoded = new Uint8Array(size);
  for (let from = 0, to = 0; from < bytes.length; from++, to++) {
    const byte = bytes[from]!;
    if (byte > 0xc3) throw outOfStep();
    encoded[to] = byte < 0x80 ? byte : ((byte & 3) << 6) | (bytes[++from]! & 0x3f);
  }
  return encoded;
}

const arrayClass = new PickleGlobal(() => new NumpyArray());

/** numpy.core.multiarray._reconstruct(numpy.ndarray, (0,), b"b"): an empty array, whose state follows. */
const reconstruct = new PickleGlobal(([made]) => {
  if (made !== arrayClass) throw outOfStep();
  return new NumpyArray();
});

/** numpy.core.numeric._frombuffer(data, dtype, shape, "C" or "F"): an array in a protocol 5 pickle. */
const fromBuffer = new PickleGlobal(([bytes, type, shape, order]) => new NumpyArray().fill(shape, type, bytes, nameOf(order) === "F"));

const type = new PickleGlobal(([code]) => {
  const name = nameOf(code);
  if (name === undefined) throw outOfStep();
  return new NumpyType(name);
});

/** All that a pickle of NumPy arrays imports. NumPy 2 renamed `numpy.core` to `numpy._core`. */
export const numpyGlobals: ReadonlyMap<string, PickleGlobal> = new Map([
  ["numpy.ndarray", arrayClass],
  ["numpy.dtype", type],
  ["_codecs.encode", new PickleGlobal(encodeLatin1)],
  ...["numpy.core", "numpy._core"].flatMap((core): [string, PickleGlobal][] => [
    [`${core}.multiarray._reconstruct`, reconstruct],
    [`${core}.numeric._frombuffer`, fromBuffer],
  ]),
]);
