import type { Glance } from "../define";
import { recordBytes, slotOfName } from "./layout";

const begins = ({ head }: Glance, ...bytes: readonly number[]): boolean => bytes.every((byte, i) => head[i] === byte);

/** The word that stands in the header of every tar archive. */
const isTar = ({ head }: Glance): boolean => new TextDecoder("latin1").decode(head.subarray(257, 262)) === "ustar";

/** Python's pickles from protocol 2 on, in which the batches of the Python version are written. */
const isPickle = (file: Glance): boolean => begins(file, 0x80) && file.head[1]! >= 2 && file.head[1]! <= 5;

/** A packed or plain archive, a batch by its name, or records of the binary version by their number of bytes. */
export const looksLikeCifar10 = (file: Glance): boolean =>
  begins(file, 0x1f, 0x8b) ||
  isTar(file) ||
  isPickle(file) ||
  slotOfName(file.name) !== undefined ||
  (/\.bin$/i.test(file.name) && file.size > 0 && file.size % recordBytes === 0);
