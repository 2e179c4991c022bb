import { text } from "../../schema";
import { defineInitializer, fans, fill } from "./define";

export const glorotUniform = defineInitializer({
  kind: "glorot_uniform",
  className: "GlorotUniform",
  help: text(
    "Uniform in ±√(6 / (fan in + fan out)): keeps the variance similar from layer to layer. The default of Keras for kernels.",
    "在 ±√(6 / (fan in + fan out)) 内均匀取值：使各层方差大致不变。Keras 权重的默认值。",
  ),
  draw(source, shape) {
    const { in: fanIn, out: fanOut } = fans(shape);
    const limit = Math.sqrt(6 / (fanIn + fanOut));
    return fill(shape, () => (2 * source.uniform() - 1) * limit);
  },
});
