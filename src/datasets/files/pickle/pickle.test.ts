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

const read = (bytes: Uint8Array): PickleValue => readPickle(bytes, "data_batch_1", numpyGlobals);
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
  it.each(Object.entries(batches))("of protocol %s that NumPy wrote is read", (_protocol, written) => {
    expect(isPickle(base64(written))).toBe(true);
    expect(plain(read(base64(written)))).toEqual({
      batch_label: "training batch 3 of 5",
      labels: [7, 0],
      data: { shape: [2, 3], type: "u1", bytes: [0, 127, 128, 255, 1, 2] },
    });
  });

  it("of Python 2, as the official archive has them, is read without a copy of the pixels", () => {
    const pictures = drawPictures(0, 3);
    const bytes = pickleBatch(pictures, "training batch 1 of 5");
    const value = read(bytes) as Map<string, PickleValue>;
    expect(nameOf(value.get("batch_label"))).toBe("training batch 1 of 5");
    expect(value.get("labels")).toEqual([...pictures.labels]);
    expect((value.get("filenames") as PickleValue[]).map(nameOf)).toEqual(["picture_s_000000.png", "picture_s_000001.png", "picture_s_000002.png"]);
    const data = value.get("data") as NumpyArray;
    expect(data.shape).toEqual([3, 3072]);
    expect(Buffer.compare(data.bytes, pictures.planar)).toBe(0);
    expect(data.bytes.buffer).toBe(bytes.buffer);
  });

  it("may hold every kind of plain value", () => {
    // {'n': None, 't': True, 'f': False, 'i': -5, 'w': 70000, 'long': 2**70, 'neg': -2**40, 'x': 0.1, 's': 'héllo',
    //  'b': b'\x00\xff', 'tup': (1, 2, 3, 4), 'one': (1,), 'lst': [[], [1]], 'e': ()} by protocol 2.
    const written =
      "gAJ9cQAoWAEAAABucQFOWAEAAAB0cQKIWAEAAABmcQOJWAEAAABpcQRK+////1gBAAAAd3EFSnARAQBYBAAAAGxvbmdxBooJAAAAAAAAAABAWAMAAABuZWdxB4oGAAAAAAD/WAEAAAB4cQhHP7mZmZmZmZpYAQAAAHNxCVgGAAAAaMOpbGxvcQpYAQAAAGJxC2NfY29kZWNzCmVuY29kZQpxDFgDAAAAAMO/cQ1YBgAAAGxhdGluMXEOhnEPUnEQWAMAAAB0dXBxEShLAUsCSwNLBHRxElgDAAAAb25lcRNLAYVxFFgDAAAAbHN0cRVdcRYoXXEXXXEYSwFhZVgBAAAAZXEZKXUu";
    expect(plain(read(base64(written)))).toEqual({
      n: null, t: true, f: false, i: -5, w: 70_000, long: 2n ** 70n, neg: -(2 ** 40), x: 0.1, s: "héllo",
      b: [0, 255], tup: [1, 2, 3, 4], one: [1], lst: [[], [1]], e: [],
    });
  });

  it("may hold whole numbers of any width and byte order in an array", () => {
    const [little, big] = [
      // numpy.array([3, -2, 9], numpy.int64) and numpy.array([3, -2, 9], '>i2') by protocol 4.
      "gASVoQAAAAAAAACMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAxfcmVjb25zdHJ1Y3SUk5SMBW51bXB5lIwHbmRhcnJheZSTlEsAhZRDAWKUh5RSlChLAUsDhZRoA4wFZHR5cGWUk5SMAmk4lImIh5RSlChLA4wBPJROTk5K/////0r/////SwB0lGKJQxgDAAAAAAAAAP7/////////CQAAAAAAAACUdJRiLg==",
      "gASVjwAAAAAAAACMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAxfcmVjb25zdHJ1Y3SUk5SMBW51bXB5lIwHbmRhcnJheZSTlEsAhZRDAWKUh5RSlChLAUsDhZRoA4wFZHR5cGWUk5SMAmkylImIh5RSlChLA4wBPpROTk5K/////0r/////SwB0lGKJQwYAA//+AAmUdJRiLg==",
    ].map((written) => (read(base64(written)) as NumpyArray).integers());
    expect(little).toEqual([3, -2, 9]);
    expect(big).toEqual([3, -2, 9]);
  });

  it("of names only is read", () => {
    expect(plain(read(pickleMeta(["cat"])))).toMatchObject({ num_vis: 3072 });
  });
});

describe("a pickle that is more than data", () => {
  it("is refused by the name of what it would import, and nothing of it happens", () => {
    const trace = join(tmpdir(), "layerloom-was-here");
    rmSync(trace, { force: true });
    expect(() => read(pickleThatRuns(`touch ${trace}`))).toThrow("data_batch_1 cannot be read as a pickle: it asks Python to import os.system");
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
  ])("%s: refused", (name, bytes) => {
    expect(() => read(bytes)).toThrow(`it asks Python to import ${name}.`);
  });

  it.each([
    ["INST", "\x80\x02(ios\nsystem\n.", "0x69"],
    ["OBJ", "\x80\x02(cnumpy\nndarray\no.", "0x6f"],
    ["NEWOBJ", "\x80\x02cnumpy\nndarray\n)\x81.", "0x81"],
    ["PERSID", "\x80\x02Pname\n.", "0x50"],
    ["EXT1", "\x80\x02\x82\x01.", "0x82"],
  ])("the opcode %s is refused", (_name, written, code) => {
    expect(() => read(ascii(written))).toThrow(`opcode ${code}`);
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
  ])("%s: refused", (_what, written) => {
    expect(() => read(ascii(written))).toThrow("its instructions do not fit together");
  });
});

describe("a pickle that is broken", () => {
  it("is refused wherever it ends", () => {
    const bytes = pickleBatch(drawPictures(0, 2), "training batch 1 of 5");
    for (let end = 2; end < bytes.length; end += 97) expect(() => read(bytes.subarray(0, end))).toThrow(/^data_batch_1 cannot be read as a pickle: it ends early/);
  });

  it("is refused with a Refusal, or read, whichever byte is another", () => {
    const bytes = base64(batches[2]);
    let refused = 0;
    for (let at = 0; at < bytes.length; at++) {
      for (const flip of [1, 0x80, 0xff]) {
        const changed = bytes.map((byte, i) => (i === at ? byte ^ flip : byte));
        try {
          read(changed);
        } catch (reason) {
          expect(reason).toBeInstanceOf(Refusal);
          refused += 1;
        }
      }
    }
    expect(refused).toBeGreaterThan(bytes.length);
  });

  it("is refused when an array holds objects, is stored by columns, or has another size than it says", () => {
    const objects = "gAJjbnVtcHkuX2NvcmUubXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcQBjbnVtcHkKbmRhcnJheQpxAUsAhXECY19jb2RlY3MKZW5jb2RlCnEDWAEAAABicQRYBgAAAGxhdGluMXEFhnEGUnEHh3EIUnEJKEsBSwKFcQpjbnVtcHkKZHR5cGUKcQtYAgAAAE84cQyJiIdxDVJxDihLA1gBAAAAfHEPTk5OSv////9K/////0s/dHEQYoldcREoTlgBAAAAeHESZXRxE2Iu";
    const columns = "gAJjbnVtcHkuX2NvcmUubXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcQBjbnVtcHkKbmRhcnJheQpxAUsAhXECY19jb2RlY3MKZW5jb2RlCnEDWAEAAABicQRYBgAAAGxhdGluMXEFhnEGUnEHh3EIUnEJKEsBSwJLAoZxCmNudW1weQpkdHlwZQpxC1gCAAAAdTFxDImIh3ENUnEOKEsDWAEAAAB8cQ9OTk5K/////0r/////SwB0cRBiiGgDWAQAAAABAwIEcRFoBYZxElJxE3RxFGIu";
    expect(() => read(base64(objects))).toThrow("Python objects instead of numbers");
    expect(() => read(base64(columns))).toThrow("stored column by column");
    const short = Buffer.from(base64(batches[3]));
    const shape = short.indexOf(Buffer.from([0x4b, 2, 0x4b, 3]));
    short[shape + 1] = 9;
    expect(() => read(short)).toThrow("do not fit together");
  });
});
