import type { LayerWeight } from "../architecture";
import { crc32, text, type Text } from "../schema";

/** CRC-32 over the numbers of several arrays, one after another, in the byte order of the machine that keeps them. */
export const checksumOf = (arrays: readonly Float32Array[]): number => arrays.reduce((sum, values) => crc32(values, sum), 0);

export const valuesOf = (weights: readonly LayerWeight[]): readonly Float32Array[] => weights.map(({ values }) => values);

/** Whether numbers are those that were stored. Records of before checksums were stored have none, and are taken as they are. */
export const isIntact = (stored: number | undefined, arrays: readonly Float32Array[]): boolean => stored === undefined || stored === checksumOf(arrays);

export const damagedNumbers: Text = text(
  "the stored weights are damaged: their checksum does not match. The browser's storage or the disk has changed them",
  "保存的权重已损坏：校验和不一致。浏览器的存储或磁盘改变了它们",
);
