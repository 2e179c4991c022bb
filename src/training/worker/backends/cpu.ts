import type { Backend } from "./define";

/** Plain JavaScript: slow, exact enough to compare with, and always there. */
export const cpu: Backend = {
  backend: "cpu",
  card: false,
  probe: () => Promise.resolve({ label: "CPU · JavaScript", software: false }),
  async load() {
    await import("@tensorflow/tfjs-backend-cpu");
  },
};
