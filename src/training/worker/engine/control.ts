/** Words of the control block: 0 and 1 are the barrier's, 2 counts the jobs, 3 and 4 are the present one, 5 ends all, 6 and 7 count pieces. */
export const controlWords = { job: 2, program: 3, records: 4, end: 5 } as const;

/** What a helper needs to know once; after that it only watches the control block. */
export interface HelperStart {
  readonly type: "start";
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: number;
  readonly scratch: number;
  readonly thread: number;
  readonly threads: number;
}

/** What a helper says to that: whoever waits for it would otherwise wait for ever. */
export type HelperAnswer = { readonly type: "ready" } | { readonly type: "failed"; readonly error: string };
