import { text, type Text } from "../../../schema";

/** What a pickle can hold here. Byte strings are views of the file; Python 2's strings are byte strings too. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | Uint8Array
  | Utf8
  | Tuple
  | PickleValue[]
  | Map<string, PickleValue>
  | PickleGlobal
  | PickleObject;

/** A string, decoded only when it is looked at: some pickles carry 30 MB of pixels as one. */
export class Utf8 {
  readonly bytes: Uint8Array;
  /** The same in Latin-1, once that was asked for: a string that is mentioned often is encoded once. */
  latin1: Uint8Array | undefined;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
  decode(): string {
    return new TextDecoder().decode(this.bytes);
  }
}

export class Tuple {
  readonly items: readonly PickleValue[];
  constructor(items: readonly PickleValue[]) {
    this.items = items;
  }
}

/** Stands for something that a pickle may import. `make` is what happens when the pickle calls it. */
export class PickleGlobal {
  readonly make: (values: readonly PickleValue[]) => PickleValue;
  constructor(make: PickleGlobal["make"]) {
    this.make = make;
  }
}

/** An object that a pickle makes first and fills with its state afterwards. */
export abstract class PickleObject {
  abstract build(state: PickleValue): void;
}

/** Why a pickle cannot be read; becomes a refusal where the file's name is known. */
export class Unreadable extends Error {
  readonly why: Text;
  constructor(why: Text) {
    super(why.en);
    this.why = why;
  }
}

export const outOfStep = (): Unreadable => new Unreadable(text("its instructions do not fit together", "指令前后不符"));

export function latin1(bytes: Uint8Array): string {
  let shown = "";
  for (const byte of bytes) shown += String.fromCharCode(byte);
  return shown;
}

/** Bytes of a name, of a key or a label. Pixels can be stored as strings too, and are never decoded as a name. */
const longestName = 1000;

/** A name in either of Python's string types; undefined for anything else, and for strings too long for a name. */
export function nameOf(value: PickleValue | undefined): string | undefined {
  const bytes = value instanceof Utf8 ? value.bytes : value;
  if (!(bytes instanceof Uint8Array) || bytes.length > longestName) return undefined;
  return value instanceof Utf8 ? value.decode() : latin1(bytes);
}
