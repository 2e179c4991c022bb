import { text } from "../../schema";
import { defineInitializer, fill } from "./define";

export const zeros = defineInitializer({
  kind: "zeros",
  className: "Zeros",
  help: text(
    "All zeros. The default of Keras for biases. In a kernel it keeps all units identical.",
    "全为 0。Keras 偏置的默认值；用于权重时所有神经元始终相同。",
  ),
  draw: (_source, shape) => fill(shape, () => 0),
});
