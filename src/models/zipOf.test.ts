import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { zipOf } from "./zipOf";

test("files of the same name are all in the zip, each with its own bytes", () => {
  const file = (name: string, byte: number) => ({ name, bytes: Uint8Array.of(byte), mime: "" });
  const zip = zipOf("all.zip", [file("net.keras", 1), file("net.keras", 2), file("other.keras", 3), file("net.keras", 4), file("plain", 5)]);
  expect(zip).toMatchObject({ name: "all.zip", mime: "application/zip" });
  const found = Object.entries(unzipSync(zip.bytes)).map(([name, [byte]]) => [name, byte]);
  expect(found).toEqual([["net.keras", 1], ["net-2.keras", 2], ["other.keras", 3], ["net-3.keras", 4], ["plain", 5]]);
});
