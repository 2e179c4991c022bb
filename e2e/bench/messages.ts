/** What the bench's page asks of a worker. */
export type Request =
  | { readonly type: "start"; readonly workload: string; readonly name: string; readonly smoke: boolean }
  | { readonly type: "run"; readonly steps: number }
  | { readonly type: "loss" };

/** What a worker answers, one answer to a request. Maps come by themselves. */
export type Reply =
  | { readonly type: "started"; readonly label: string; readonly samples?: number }
  | { readonly type: "ran"; readonly milliseconds: number }
  | { readonly type: "loss"; readonly loss: number | null }
  | { readonly type: "failed"; readonly message: string }
  | { readonly type: "map"; readonly values: Float32Array };
