import { Refusal, text } from "../../../schema";
import { shownCount } from "../words";
import { PickleMachine } from "./machine";
import { opcodes, stop } from "./opcodes";
import { Unreadable, type PickleGlobal, type PickleValue } from "./values";

/** Pickles of protocol 2 and later start with a byte 0x80 and the protocol's number. */
export const isPickle = (head: Uint8Array): boolean => head[0] === 0x80 && head[1]! >= 2 && head[1]! <= 5;

/** Instructions between two pauses: they take a few milliseconds at most. */
const instructionsAtOnce = 2048;

/**
 * Reads a Python pickle (protocols 2 to 5) as plain data. A pickle is a program for a stack machine that may import and
 * call anything. The machine here knows only the opcodes that build data, and of imports only those in `globals`, which
 * stand for functions written here. Anything else is refused by its name when it is named, and nothing of it happens.
 * What a pickle may build is bounded (`PickleMachine`). `pause` is awaited every few thousand instructions: it gives way
 * to other tasks, and rejects once nobody wants the pickle any longer.
 */
export async function readPickle(
  bytes: Uint8Array,
  file: string,
  globals: ReadonlyMap<string, PickleGlobal>,
  pause: () => Promise<void>,
): Promise<PickleValue> {
  const machine = new PickleMachine(bytes, globals);
  for (;;) {
    const read = runSome(machine, file);
    if (read) return read.value;
    await pause();
  }
}

/** Runs some instructions; the value of the pickle, once they have come to its end. */
function runSome(machine: PickleMachine, file: string): { readonly value: PickleValue } | null {
  try {
    for (let done = 0; done < instructionsAtOnce; done++) {
      const opcode = machine.opcode();
      if (opcode === stop) return { value: machine.pop() };
      const operation = opcodes.get(opcode);
      if (!operation) {
        const [shown, place] = [`0x${opcode.toString(16).padStart(2, "0")}`, shownCount(machine.position - 1)];
        throw new Unreadable(text(`opcode ${shown} at byte ${place} does not build plain data`, `第 ${place} 字节处的操作码 ${shown} 不用于构造普通数据`));
      }
      operation(machine);
    }
    return null;
  } catch (reason) {
    if (!(reason instanceof Unreadable)) throw reason;
    throw new Refusal(text(`${file} cannot be read as a pickle: ${reason.why.en}`, `无法把 ${file} 作为 pickle 读取：${reason.why.zh}`));
  }
}
