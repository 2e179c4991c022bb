import { text } from "../../../schema";
import type { PickleMachine } from "./machine";
import { nameOf, outOfStep, PickleGlobal, PickleObject, Tuple, Unreadable, Utf8 } from "./values";

type Operation = (machine: PickleMachine) => void;

function protocol(m: PickleMachine): void {
  const version = m.uint8();
  if (version < 2 || version > 5) throw new Unreadable(text(`protocol ${version} is not known`, `未知的协议版本 ${version}`));
}

function stackGlobal(m: PickleMachine): void {
  const name = nameOf(m.pop());
  const module = nameOf(m.pop());
  if (module === undefined || name === undefined) throw outOfStep();
  m.push(m.global(module, name));
}

function reduce(m: PickleMachine): void {
  const values = m.pop();
  const made = m.pop();
  if (!(made instanceof PickleGlobal) || !(values instanceof Tuple)) throw outOfStep();
  m.push(made.make(values.items));
}

function build(m: PickleMachine): void {
  const state = m.pop();
  const object = m.top();
  if (!(object instanceof PickleObject)) throw outOfStep();
  object.build(state);
}

function dictionary(m: PickleMachine): void {
  const items = m.sinceMark();
  m.push(new Map());
  m.enter(items);
}

function setItem(m: PickleMachine): void {
  const value = m.pop();
  const key = m.pop();
  m.enter([key, value]);
}

/**
 * The opcodes of protocols 2 to 5 that build data; those that could do anything else (INST, OBJ, NEWOBJ, PERSID, EXT …) are
 * left out, and so refused. Names and meaning: CPython's Lib/pickletools.py.
 */
export const opcodes: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [0x80, protocol], // PROTO
  [0x95, (m) => void m.uint64()], // FRAME
  [0x28, (m) => m.mark()], // MARK
  [0x30, (m) => void m.pop()], // POP
  [0x31, (m) => void m.sinceMark()], // POP_MARK
  [0x32, (m) => m.push(m.top())], // DUP

  [0x4e, (m) => m.push(null)], // NONE
  [0x88, (m) => m.push(true)], // NEWTRUE
  [0x89, (m) => m.push(false)], // NEWFALSE
  [0x4a, (m) => m.push(m.int32())], // BININT
  [0x4b, (m) => m.push(m.uint8())], // BININT1
  [0x4d, (m) => m.push(m.uint16())], // BININT2
  [0x8a, (m) => m.push(m.long(m.uint8()))], // LONG1
  [0x47, (m) => m.push(m.float64())], // BINFLOAT

  [0x55, (m) => m.push(m.take(m.uint8()))], // SHORT_BINSTRING
  [0x54, (m) => m.push(m.take(m.uint32()))], // BINSTRING
  [0x43, (m) => m.push(m.take(m.uint8()))], // SHORT_BINBYTES
  [0x42, (m) => m.push(m.take(m.uint32()))], // BINBYTES
  [0x8e, (m) => m.push(m.take(m.uint64()))], // BINBYTES8
  [0x96, (m) => m.push(m.take(m.uint64()))], // BYTEARRAY8
  [0x8c, (m) => m.push(new Utf8(m.take(m.uint8())))], // SHORT_BINUNICODE
  [0x58, (m) => m.push(new Utf8(m.take(m.uint32())))], // BINUNICODE
  [0x8d, (m) => m.push(new Utf8(m.take(m.uint64())))], // BINUNICODE8

  [0x5d, (m) => m.push([])], // EMPTY_LIST
  [0x6c, (m) => m.push(m.sinceMark())], // LIST
  [0x61, (m) => { const item = m.pop(); m.append([item]); }], // APPEND
  [0x65, (m) => m.append(m.sinceMark())], // APPENDS
  [0x29, (m) => m.push(m.tuple(0))], // EMPTY_TUPLE
  [0x85, (m) => m.push(m.tuple(1))], // TUPLE1
  [0x86, (m) => m.push(m.tuple(2))], // TUPLE2
  [0x87, (m) => m.push(m.tuple(3))], // TUPLE3
  [0x74, (m) => m.push(new Tuple(m.sinceMark()))], // TUPLE
  [0x7d, (m) => m.push(new Map())], // EMPTY_DICT
  [0x64, dictionary], // DICT
  [0x73, setItem], // SETITEM
  [0x75, (m) => m.enter(m.sinceMark())], // SETITEMS

  [0x68, (m) => m.push(m.remembered(m.uint8()))], // BINGET
  [0x6a, (m) => m.push(m.remembered(m.uint32()))], // LONG_BINGET
  [0x71, (m) => void m.remember(m.uint8())], // BINPUT
  [0x72, (m) => void m.remember(m.uint32())], // LONG_BINPUT
  [0x94, (m) => void m.remember()], // MEMOIZE

  [0x63, (m) => { const module = m.line(); m.push(m.global(module, m.line())); }], // GLOBAL
  [0x93, stackGlobal], // STACK_GLOBAL
  [0x52, reduce], // REDUCE
  [0x62, build], // BUILD
]);

/** Ends a pickle; what is on top of the stack is its value. */
export const stop = 0x2e;
