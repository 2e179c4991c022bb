import { text } from "../../schema";
import { defineInitializer, fill } from "./define";

export const ones = defineInitializer({
  kind: "ones",
  className: "Ones",
  help: text(
    "All ones.",
    "全为 1。",
  ),
  draw: (_source, shape) => fill(shape, () => 1),
});
