import { existsSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { drawPictures } from "../../../../e2e/fixtures/pictures";
import { pickleBatch, pickleMeta, pickleThatRuns } from "../../../../e2e/fixtures/pickles";
import { Refusal } from "../../../schema";
import { NumpyArray, numpyGlobals } from "./numpy";
import { isPickle, readPickle } from "./read";
import { nameOf, Tuple, Utf8, type PickleValue } from "./values";

const read = (bytes: Uint8Array, pause = (): Promise<void> => Promise.resolve()): Promise<PickleValue> => readPickle(bytes, "data_batch_1", numpyGlobals, pause);
const base64 = (written: string): Uint8Array => new Uint8Array(Buffer.from(written, "base64"));
const ascii = (written: string): Uint8Array => Uint8Array.from(written, (character) => character.charCodeAt(0));

/** What a test compares: strings decoded, byte strings and tuples as lists. */
function plain(value: PickleValue): unknown {
  if (value instanceof Utf8) return value.decode();
  if (value instanceof Uint8Array) return [...value];
  if (value instanceof Tuple) return value.items.map(plain);
  if (value instanceof NumpyArray) return { shape: value.shape, type: value.type.code, bytes: [...value.bytes] };
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, one]) => [key, plain(one)]));
  return value;
}

// Written by CPython 3.11 and NumPy 2.4: pickle.dumps({'batch_label': 'training batch 3 of 5', 'labels': [7, 0],
// 'data': numpy.array([[0, 127, 128], [255, 1, 2]], numpy.uint8)}, protocol=…)
const batches = {
  2: "gAJ9cQAoWAsAAABiYXRjaF9sYWJlbHEBWBUAAAB0cmFpbmluZyBiYXRjaCAzIG9mIDVxAlgGAAAAbGFiZWxzcQNdcQQoSwdLAGVYBAAAAGRhdGFxBWNudW1weS5fY29yZS5tdWx0aWFycmF5Cl9yZWNvbnN0cnVjdApxBmNudW1weQpuZGFycmF5CnEHSwCFcQhjX2NvZGVjcwplbmNvZGUKcQlYAQAAAGJxClgGAAAAbGF0aW4xcQuGcQxScQ2HcQ5ScQ8oSwFLAksDhnEQY251bXB5CmR0eXBlCnERWAIAAAB1MXESiYiHcRNScRQoSwNYAQAAAHxxFU5OTkr/////Sv////9LAHRxFmKJaAlYCAAAAAB/woDDvwECcRdoC4ZxGFJxGXRxGmJ1Lg==",
  3: "gAN9cQAoWAsAAABiYXRjaF9sYWJlbHEBWBUAAAB0cmFpbmluZyBiYXRjaCAzIG9mIDVxAlgGAAAAbGFiZWxzcQNdcQQoSwdLAGVYBAAAAGRhdGFxBWNudW1weS5fY29yZS5tdWx0aWFycmF5Cl9yZWNvbnN0cnVjdApxBmNudW1weQpuZGFycmF5CnEHSwCFcQhDAWJxCYdxClJxCyhLAUsCSwOGcQxjbnVtcHkKZHR5cGUKcQ1YAgAAAHUxcQ6JiIdxD1JxEChLA1gBAAAAfHERTk5OSv////9K/////0sAdHESYolDBgB/gP8BAnETdHEUYnUu",
  4: "gASV0wAAAAAAAAB9lCiMC2JhdGNoX2xhYmVslIwVdHJhaW5pbmcgYmF0Y2ggMyBvZiA1lIwGbGFiZWxzlF2UKEsHSwBljARkYXRhlIwWbnVtcHkuX2NvcmUubXVsdGlhcnJheZSMDF9yZWNvbnN0cnVjdJSTlIwFbnVtcHmUjAduZGFycmF5lJOUSwCFlEMBYpSHlFKUKEsBSwJLA4aUaAmMBWR0eXBllJOUjAJ1MZSJiIeUUpQoSwOMAXyUTk5OSv////9K/////0sAdJRiiUMGAH+A/wEClHSUYnUu",
  5: "gAWVvgAAAAAAAAB9lCiMC2JhdGNoX2xhYmVslIwVdHJhaW5pbmcgYmF0Y2ggMyBvZiA1lIwGbGFiZWxzlF2UKEsHSwBljARkYXRhlIwTbnVtcHkuX2NvcmUubnVtZXJpY5SMC19mcm9tYnVmZmVylJOUKJYGAAAAAAAAAAB/gP8BApSMBW51bXB5lIwFZHR5cGWUk5SMAnUxlImIh5RSlChLA4wBfJROTk5K/////0r/////SwB0lGJLAksDhpSMAUOUdJRSlHUu",
};

describe("a pickle", () => {
  it.each(Object.entries(batches))("of protocol %s that NumPy wrote is read", async (_protocol, written) => {
    expect(isPickle(base64(written))).toBe(true);
    expect(plain(await read(base64(written)))).toEqual({
      batch_label: "training batch 3 of 5",
      labels: [7, 0],
      data: { shape: [2, 3], type: "u1", bytes: [0, 127, 128, 255, 1, 2] },
    });
  });

  it("of Python 2, as the official archive has them, is read without a copy of the pixels", async () => {
    const pictures = drawPictures(0, 3);
    const bytes = pickleBatch(pictures, "training batch 1 of 5");
    const value = (await read(bytes)) as Map<string, PickleValue>;
    expect(nameOf(value.get("batch_label"))).toBe("training batch 1 of 5");
    expect(value.get("labels")).toEqual([...pictures.labels]);
    expect((value.get("filenames") as PickleValue[]).map(nameOf)).toEqual(["picture_s_000000.png", "picture_s_000001.png", "picture_s_000002.png"]);
    const data = value.get("data") as NumpyArray;
    expect(data.shape).toEqual([3, 3072]);
    expect(Buffer.compare(data.bytes, pictures.planar)).toBe(0);
    expect(data.bytes.buffer).toBe(bytes.buffer);
  });

  it("may hold every kind of plain value", async () => {
    // {'n': None, 't': True, 'f': False, 'i': -5, 'w': 70000, 'long': 2**70, 'neg': -2**40, 'x': 0.1, 's': 'héllo',
    //  'b': b'\x00\xff', 'tup': (1, 2, 3, 4), 'one': (1,), 'lst': [[], [1]], 'e': ()} by protocol 2.
    const written =
      "gAJ9cQAoWAEAAABucQFOWAEAAAB0cQKIWAEAAABmcQOJWAEAAABpcQRK+////1gBAAAAd3EFSnARAQBYBAAAAGxvbmdxBooJAAAAAAAAAABAWAMAAABuZWdxB4oGAAAAAAD/WAEAAAB4cQhHP7mZmZmZmZpYAQAAAHNxCVgGAAAAaMOpbGxvcQpYAQAAAGJxC2NfY29kZWNzCmVuY29kZQpxDFgDAAAAAMO/cQ1YBgAAAGxhdGluMXEOhnEPUnEQWAMAAAB0dXBxEShLAUsCSwNLBHRxElgDAAAAb25lcRNLAYVxFFgDAAAAbHN0cRVdcRYoXXEXXXEYSwFhZVgBAAAAZXEZKXUu";
    expect(plain(await read(base64(written)))).toEqual({
      n: null, t: true, f: false, i: -5, w: 70_000, long: 2n ** 70n, neg: -(2 ** 40), x: 0.1, s: "héllo",
      b: [0, 255], tup: [1, 2, 3, 4], one: [1], lst: [[], [1]], e: [],
    });
  });

  it("may hold whole numbers of any width and byte order in an array", async () => {
    const [little, big] = await Promise.all([
      // numpy.array([3, -2, 9], numpy.int64) and numpy.array([3, -2, 9], '>i2') by protocol 4.
      "gASVoQAAAAAAAACMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAxfcmVjb25zdHJ1Y3SUk5SMBW51bXB5lIwHbmRhcnJheZSTlEsAhZRDAWKUh5RSlChLAUsDhZRoA4wFZHR5cGWUk5SMAmk4lImIh5RSlChLA4wBPJROTk5K/////0r/////SwB0lGKJQxgDAAAAAAAAAP7/////////CQAAAAAAAACUdJRiLg==",
      "gASVjwAAAAAAAACMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAxfcmVjb25zdHJ1Y3SUk5SMBW51bXB5lIwHbmRhcnJheZSTlEsAhZRDAWKUh5RSlChLAUsDhZRoA4wFZHR5cGWUk5SMAmkylImIh5RSlChLA4wBPpROTk5K/////0r/////SwB0lGKJQwYAA//+AAmUdJRiLg==",
    ].map(async (written) => ((await read(base64(written))) as NumpyArray).integers(3)));
    expect(little).toEqual([3, -2, 9]);
    expect(big).toEqual([3, -2, 9]);
  });

  it("of names only is read", async () => {
    expect(plain(await read(pickleMeta(["cat"])))).toMatchObject({ num_vis: 3072 });
  });
});

describe("a pickle that is more than data", () => {
  it("is refused by the name of what it would import, and nothing of it happens", async () => {
    const trace = join(tmpdir(), "layerloom-was-here");
    rmSync(trace, { force: true });
    await expect(read(pickleThatRuns(`touch ${trace}`))).rejects.toThrow("data_batch_1 cannot be read as a pickle: it asks Python to import os.system");
    expect(existsSync(trace)).toBe(false);
  });

  it.each([
    // pickle.dumps of an object whose __reduce__ gives (eval, ("1+1",)), protocol 4.
    ["builtins.eval", base64("gASVHwAAAAAAAACMCGJ1aWx0aW5zlIwEZXZhbJSTlIwDMSsxlIWUUpQu")],
    ["collections.OrderedDict", base64("gASVKQAAAAAAAACMC2NvbGxlY3Rpb25zlIwLT3JkZXJlZERpY3SUk5QpUpSMAWGUSwFzLg==")],
    ["__main__.A", base64("gAJjX19tYWluX18KQQpxACmBcQEu")],
    ["numpy.load", ascii("\x80\x02cnumpy\nload\n.")],
    // Names that every JavaScript object answers to.
    ["constructor.constructor", ascii("\x80\x02cconstructor\nconstructor\n.")],
    ["__proto__.constructor", ascii("\x80\x02c__proto__\nconstructor\n.")],
  ])("%s: refused", async (name, bytes) => {
    await expect(read(bytes)).rejects.toThrow(`it asks Python to import ${name}.`);
  });

  it.each([
    ["INST", "\x80\x02(ios\nsystem\n.", "0x69"],
    ["OBJ", "\x80\x02(cnumpy\nndarray\no.", "0x6f"],
    ["NEWOBJ", "\x80\x02cnumpy\nndarray\n)\x81.", "0x81"],
    ["PERSID", "\x80\x02Pname\n.", "0x50"],
    ["EXT1", "\x80\x02\x82\x01.", "0x82"],
  ])("the opcode %s is refused", async (_name, written, code) => {
    await expect(read(ascii(written))).rejects.toThrow(`opcode ${code}`);
  });

  it.each([
    ["calls what is no function", "\x80\x02K\x01)R."],
    ["gives a state to what has none", "\x80\x02]K\x01b."],
    ["takes more than there is", "\x80\x020."],
    ["takes from behind a mark", "\x80\x02K\x01(0."],
    ["closes a mark that was not set", "\x80\x02t."],
    ["recalls what it did not remember", "\x80\x02h\x05."],
    ["appends to what is no list", "\x80\x02}K\x01a."],
    ["has a key without a value", "\x80\x02}(U\x01au."],
    ["asks for the state of an array by something else", "\x80\x02cnumpy.core.multiarray\n_reconstruct\n)R."],
  ])("%s: refused", async (_what, written) => {
    await expect(read(ascii(written))).rejects.toThrow("its instructions do not fit together");
  });
});

describe("a pickle that is broken", () => {
  it("is refused wherever it ends", async () => {
    const bytes = pickleBatch(drawPictures(0, 2), "training batch 1 of 5");
    for (let end = 2; end < bytes.length; end += 97) await expect(read(bytes.subarray(0, end))).rejects.toThrow(/^data_batch_1 cannot be read as a pickle: it ends early/);
  });

  it("is refused with a Refusal, or read, whichever byte is another", async () => {
    const bytes = base64(batches[2]);
    let refused = 0;
    for (let at = 0; at < bytes.length; at++) {
      for (const flip of [1, 0x80, 0xff]) {
        const changed = bytes.map((byte, i) => (i === at ? byte ^ flip : byte));
        try {
          await read(changed);
        } catch (reason) {
          expect(reason).toBeInstanceOf(Refusal);
          refused += 1;
        }
      }
    }
    expect(refused).toBeGreaterThan(bytes.length);
  });

  it("is refused when an array holds objects, is stored by columns, or has another size than it says", async () => {
    const objects = "gAJjbnVtcHkuX2NvcmUubXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcQBjbnVtcHkKbmRhcnJheQpxAUsAhXECY19jb2RlY3MKZW5jb2RlCnEDWAEAAABicQRYBgAAAGxhdGluMXEFhnEGUnEHh3EIUnEJKEsBSwKFcQpjbnVtcHkKZHR5cGUKcQtYAgAAAE84cQyJiIdxDVJxDihLA1gBAAAAfHEPTk5OSv////9K/////0s/dHEQYoldcREoTlgBAAAAeHESZXRxE2Iu";
    const columns = "gAJjbnVtcHkuX2NvcmUubXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcQBjbnVtcHkKbmRhcnJheQpxAUsAhXECY19jb2RlY3MKZW5jb2RlCnEDWAEAAABicQRYBgAAAGxhdGluMXEFhnEGUnEHh3EIUnEJKEsBSwJLAoZxCmNudW1weQpkdHlwZQpxC1gCAAAAdTFxDImIh3ENUnEOKEsDWAEAAAB8cQ9OTk5K/////0r/////SwB0cRBiiGgDWAQAAAABAwIEcRFoBYZxElJxE3RxFGIu";
    await expect(read(base64(objects))).rejects.toThrow("Python objects instead of numbers");
    await expect(read(base64(columns))).rejects.toThrow("stored column by column");
    const short = Buffer.from(base64(batches[3]));
    const shape = short.indexOf(Buffer.from([0x4b, 2, 0x4b, 3]));
    short[shape + 1] = 9;
    await expect(read(short)).rejects.toThrow("do not fit together");
  });
});

describe("a pickle that would build too much", () => {
  const head = ascii("\x80\x02");
  const of = (...parts: readonly (string | Uint8Array)[]): Uint8Array => new Uint8Array(Buffer.concat([head, ...parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : part))]));

  it.each([
    ["dictionaries on the stack", "}", "more than 200,000 values"],
    ["copies of one value", "N2", "more than 200,000 values"],
    ["entries of the memo", "Nr\x00\x00\x00\x000", "more than 200,000 values"],
    ["marks", "(", "do not fit together"],
    ["instructions that leave nothing", "(1", "more than 200,000 values"],
  ])("%s: refused, and given way to others meanwhile", async (_what, written, why) => {
    let pauses = 0;
    const bomb = of("N", written.repeat(600_000));
    await expect(read(bomb, () => Promise.resolve(void pauses++))).rejects.toThrow(why);
    // One pause for 2,048 instructions.
    expect(pauses).toBeLessThan(500);
    if (written !== "(") expect(pauses).toBeGreaterThan(50);
  });

  it("a string that is encoded over and over takes its room once", async () => {
    // U+00E9 twice, as UTF-8: the string is kept, and encoded 1,000 times for a list.
    const string = of("c_codecs\nencode\nq\x00X\x04\x00\x00\x00\xc3\xa9\xc3\xa9q\x01X\x06\x00\x00\x00latin1q\x02](", "h\x00h\x01h\x02\x86R".repeat(1000), "e.").slice();
    const list = (await read(string)) as Uint8Array[];
    expect(list).toHaveLength(1000);
    expect([...list[0]!]).toEqual([0xe9, 0xe9]);
    expect(new Set(list).size).toBe(1);
  });

  it("is given up when nobody wants it any longer", async () => {
    const bytes = pickleBatch(drawPictures(0, 2000), "training batch 1 of 5");
    await expect(read(bytes, () => Promise.reject(new Error("cancelled")))).rejects.toThrow("cancelled");
  });
});
