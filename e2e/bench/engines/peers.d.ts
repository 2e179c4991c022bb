/** The part of ConvNetJS (2014, without types of its own) that the bench uses. */
declare module "convnetjs" {
  export class Vol {
    readonly w: Float64Array;
    constructor(width: number, height: number, depth: number, fill: number);
  }
  interface Layer {
    readonly layer_type: string;
    drop_prob?: number;
    /** One volume of weights per unit. */
    readonly filters?: readonly Vol[];
    readonly biases?: Vol;
  }
  export class Net {
    readonly layers: readonly Layer[];
    makeLayers(definitions: readonly Readonly<Record<string, unknown>>[]): void;
    forward(x: Vol, training: boolean): Vol;
  }
  export class Trainer {
    constructor(net: Net, options: Readonly<Record<string, unknown>>);
    train(x: Vol, label: number): unknown;
  }
}
