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

/** A name in either of Python's string types; undefined for anything else. */
export const nameOf = (value: PickleValue | undefined): string | undefined =>
  value instanceof Utf8 ? value.decode() : value instanceof Uint8Array ? latin1(value) : undefined;
