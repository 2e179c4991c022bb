export const en = {
  title: "Layerloom",
} as const;

export const zh: Record<keyof typeof en, string> = {
  title: "Layerloom",
};
