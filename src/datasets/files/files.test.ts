import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { tar } from "../../../e2e/fixtures/tar";
import { fileOf, never } from "../testing";
import { gunzip, isGzip } from "./gunzip";
import { streamReader, type ByteReader } from "./reader";
import { watchedStream } from "./source";
import { isTar, tarEntries } from "./tar";

const ascii = (written: string): Uint8Array => new TextEncoder().encode(written);
const shown = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const readerOf = (bytes: Uint8Array, piece: number, signal = new AbortController().signal) => streamReader(fileOf("file", bytes, piece).stream(), signal);
const whole = async (reader: ByteReader, size: number): Promise<string> => {
  const bytes = new Uint8Array(size);
  return shown(bytes.subarray(0, await reader.fill(bytes)));
};

describe("a stream reader", () => {
  it.each([1, 2, 3, 100])("gives the bytes in order, whatever pieces they come in (%i at a time)", async (piece) => {
    const reader = readerOf(ascii("abcdefghij"), piece);
    expect(shown(await reader.peek(4))).toBe("abcd");
    expect(await whole(reader, 3)).toBe("abc");
    expect(await reader.skip(2)).toBe(2);
    expect(shown(await reader.peek(2))).toBe("fg");
    expect(shown(await reader.peek(99))).toBe("fghij");
    expect(await whole(reader, 99)).toBe("fghij");
    expect(await reader.skip(1)).toBe(0);
    expect(await reader.peek(1)).toHaveLength(0);
  });

  it("hands on what is left as a stream, peeked bytes included", async () => {
    const reader = readerOf(ascii("abcdefghij"), 3);
    await reader.skip(2);
    await reader.peek(4);
    expect(await new Response(reader.rest()).text()).toBe("cdefghij");
  });

  it("rejects with the reason of a cancellation, also while it waits for bytes that never come", async () => {
    const stop = new AbortController();
    const reader = streamReader(new ReadableStream({}), stop.signal);
    const waiting = reader.peek(1);
    stop.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    await expect(reader.skip(1)).rejects.toThrow("enough");
  });

  it("names a file that cannot be read", async () => {
    const broken = { name: "moved.tar", size: 9, stream: () => new ReadableStream<Uint8Array>({ pull: () => Promise.reject(new Error("gone")) }) };
    const reader = streamReader(watchedStream(broken, () => undefined), never);
    await expect(reader.peek(1)).rejects.toThrow("moved.tar could not be read (gone)");
  });
});

describe("gunzip", () => {
  const body = Uint8Array.from({ length: 300_000 }, (_, i) => (Math.imul(i, 2_654_435_761) >>> 13) & 255);
  const packed = gzipSync(body);
  const unpack = async (bytes: Uint8Array): Promise<Uint8Array> => {
    const reader = readerOf(bytes, 10_000);
    return new Uint8Array(await new Response(gunzip(reader.rest(), "data.gz")).arrayBuffer());
  };

  it("gives back what was packed", async () => {
    expect(isGzip(packed)).toBe(true);
    expect(isGzip(body)).toBe(false);
    expect(Buffer.compare(await unpack(packed), body)).toBe(0);
  });

  it.each([
    ["ends in the middle", packed.subarray(0, packed.length / 2)],
    ["ends before its checksum", packed.subarray(0, -4)],
    ["has a wrong checksum", packed.map((byte, i) => (i === packed.length - 6 ? byte ^ 1 : byte))],
    ["is none behind its first bytes", packed.map((byte, i) => (i < 3 ? byte : 0x55))],
  ])("refuses a stream that %s", async (_what, bytes) => {
    await expect(unpack(bytes)).rejects.toThrow(/^data\.gz is cut off or damaged/);
  });

  it("asks for packed bytes only as unpacked ones are taken", async () => {
    const file = fileOf("zeros.gz", gzipSync(new Uint8Array(50_000_000), { level: 1 }), 1_000);
    const reader = gunzip(streamReader(file.stream(), never).rest(), "zeros.gz").getReader();
    await reader.read();
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(file.read()).toBeLessThan(20_000);
    await reader.cancel();
  });
});

describe("tar", () => {
  const entry = (name: string, content: string) => ({ name, bytes: () => ascii(content) });
  const list = async (bytes: Uint8Array): Promise<[string, number, string][]> => {
    const found: [string, number, string][] = [];
    for await (const { name, size, reader } of tarEntries(readerOf(bytes, 700), "a.tar")) found.push([name, size, await whole(reader, 9_999)]);
    return found;
  };
  const packed = Buffer.concat([...tar([entry("folder/", ""), entry("folder/one.txt", "first"), entry("two", "x".repeat(1_100)), entry("empty", "")])]);
  const expected = [["folder/one.txt", 5, "first"], ["two", 1_100, "x".repeat(1_100)], ["empty", 0, ""]];

  it("is recognised by its header's checksum", () => {
    expect(isTar(packed)).toBe(true);
    expect(isTar(packed.subarray(1))).toBe(false);
    expect(isTar(new Uint8Array(512))).toBe(false);
    expect(isTar(packed.subarray(0, 511))).toBe(false);
  });

  it("gives its files, with or without the two empty blocks at the end", async () => {
    expect(await list(packed)).toEqual(expected);
    expect(await list(packed.subarray(0, -1024))).toEqual(expected);
  });

  it("passes over what is not read of a file", async () => {
    const names: string[] = [];
    for await (const { name, reader } of tarEntries(readerOf(packed, 100), "a.tar")) {
      names.push(name);
      await reader.fill(new Uint8Array(2));
    }
    expect(names).toEqual(["folder/one.txt", "two", "empty"]);
  });

  it("reads long names as GNU and as pax write them", async () => {
    const long = `${"deep/".repeat(30)}file.bin`;
    const retyped = (one: { name: string; bytes: () => Uint8Array }, type: string): Uint8Array => {
      const bytes = Buffer.concat([...tar([one])]).subarray(0, -1024);
      // The checksum is the sum of all header bytes: it changes with the type.
      const sum = parseInt(bytes.toString("latin1", 148, 154), 8) + type.charCodeAt(0) - bytes[156]!;
      bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
      bytes[156] = type.charCodeAt(0);
      return bytes;
    };
    const record = ` path=${long}\n`;
    const length = record.length + 3;
    const short = Buffer.concat([...tar([entry("short", "in")])]);
    for (const header of [retyped(entry("././@LongLink", `${long}\0`), "L"), retyped(entry("pax", `${length}${record}`), "x")]) {
      expect(await list(Buffer.concat([header, short]))).toEqual([[long, 2, "in"]]);
    }
  });

  it("refuses one that ends inside a file, and one whose next header is none", async () => {
    await expect(list(packed.subarray(0, 2_100))).rejects.toThrow("a.tar › two is cut off: it ends after 52 of 1,100 bytes");
    await expect(list(Buffer.concat([packed.subarray(0, 1_536), ascii("#".repeat(512))]))).rejects.toThrow("a.tar is cut off or damaged");
    await expect(list(packed.subarray(0, 1_700))).rejects.toThrow("a.tar is cut off or damaged");
  });
});
