import { expect, it } from "vitest";
import { freeName } from "./freeName";

it("keeps a new name and numbers one that is taken", () => {
  expect(freeName("Net", [])).toBe("Net");
  expect(freeName("Net", ["Net"])).toBe("Net 2");
  expect(freeName("Net", ["Net", "Net 2", "Net 4"])).toBe("Net 3");
  expect(freeName("Net 2", ["Net 2"])).toBe("Net 3");
});
