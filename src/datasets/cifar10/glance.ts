import type { Glance } from "../define";
import { isGzip } from "../files/gunzip";
import { isPickle } from "../files/pickle/read";
import { isTar } from "../files/tar";
import { recordBytes, slotOfName } from "./layout";

/** A packed or plain archive, a batch by its name, or records of the binary version by their number of bytes. */
export const looksLikeCifar10 = (file: Glance): boolean =>
  isGzip(file.head) ||
  isTar(file.head) ||
  isPickle(file.head) ||
  slotOfName(file.name) !== undefined ||
  (/\.bin$/i.test(file.name) && file.size > 0 && file.size % recordBytes === 0);
