import { Net, Trainer, Vol } from "convnetjs";
import { inTurn, type Task } from "../task";
import { firstWeights, type Batch, type Part, type Workload } from "../workloads";

/*
 * ConvNetJS in its last release. What differs: it has no Adam, and Adadelta, which also keeps two averages per weight, stands
 * in; two classes are two softmax outputs; numbers are doubles; dropout does not scale what is left.
 */

const definitionOf = (part: Part): readonly Readonly<Record<string, unknown>>[] => {
  switch (part.kind) {
    case "conv":
      return [{ type: "conv", sx: 3, filters: part.filters, stride: 1, pad: 1, activation: "relu" }];
    case "pool":
      return [{ type: "pool", sx: 2, stride: 2 }];
    case "flatten":
      return [];
    case "dropout":
      return [{ type: "dropout", drop_prob: part.rate }];
    case "dense":
      return part.activation === "softmax" || part.activation === "sigmoid"
        ? [{ type: "softmax", num_classes: Math.max(2, part.units) }]
        : [{ type: "fc", num_neurons: part.units, activation: part.activation }];
  }
};

/** Kernels lie here unit by unit, in Keras unit last. A net of one output decides between it and nothing: the second of two. */
function giveWeights(net: Net, workload: Workload): void {
  const weights = firstWeights(workload);
  const layers = net.layers.filter(({ filters }) => filters);
  layers.forEach(({ filters, biases }, layer) => {
    const kernel = weights[2 * layer]!.values;
    const bias = weights[2 * layer + 1]!.values;
    const given = bias.length;
    const missing = filters!.length - given;
    filters!.forEach(({ w }, unit) => {
      for (let i = 0; i < w.length; i++) w[i] = unit < missing ? 0 : kernel[i * given + unit - missing]!;
      biases!.w[unit] = unit < missing ? 0 : bias[unit - missing]!;
    });
  });
}

interface Sample {
  readonly x: Vol;
  readonly label: number;
}

function samplesOf({ samples, targets, count }: Batch, { input }: Workload): Sample[] {
  const [height, width, depth] = input.length === 3 ? input : [1, 1, input[0]!];
  const size = samples.length / count;
  const outputs = targets.length / count;
  return Array.from({ length: count }, (_, i) => {
    const x = new Vol(width!, height!, depth!, 0);
    x.w.set(samples.subarray(i * size, (i + 1) * size));
    const row = targets.subarray(i * outputs, (i + 1) * outputs);
    return { x, label: outputs === 1 ? row[0]! : row.indexOf(1) };
  });
}

/** ConvNetJS, the first of its kind. */
export function convnetjs(workload: Workload): Promise<Task> {
  const { input, parts, optimizer, batches } = workload;
  const [height, width, depth] = input.length === 3 ? input : [1, 1, input[0]!];
  const net = new Net();
  net.makeLayers([{ type: "input", out_sx: width, out_sy: height, out_depth: depth }, ...parts.flatMap(definitionOf)]);
  giveWeights(net, workload);
  const trainer = new Trainer(net, {
    batch_size: batches[0]!.count,
    momentum: 0,
    ...(optimizer.kind === "Adam" ? { method: "adadelta" } : { method: "sgd", learning_rate: optimizer.rate }),
  });
  const next = inTurn(batches.map((batch) => samplesOf(batch, workload)));
  const probe = samplesOf(workload.probe, workload);
  const dropouts = net.layers.filter(({ layer_type }) => layer_type === "dropout");
  return Promise.resolve({
    label: "JavaScript",
    async run(steps) {
      for (let step = 0; step < steps; step++) for (const { x, label } of next()) trainer.train(x, label);
    },
    loss() {
      // Its dropout multiplies by this number when nothing is dropped.
      const rates = dropouts.map(({ drop_prob }) => drop_prob!);
      for (const layer of dropouts) layer.drop_prob = 1;
      const sum = probe.reduce((total, { x, label }) => total - Math.log(net.forward(x, false).w[label]!), 0);
      dropouts.forEach((layer, i) => (layer.drop_prob = rates[i]!));
      return Promise.resolve(sum / probe.length);
    },
  });
}
