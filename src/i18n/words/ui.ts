export const en = {
  close: "Close",
  about: "About {{what}}",
  slider: "{{name}}, slider",
  nth: "{{name}}, number {{n}}",
  sameAs: "same as {{name}}",
  readAs: "Read as {{value}}.",
  stillUsed: "{{value}} is still in use.",
  copy: "Copy",
  copied: "Copied",
  copyFailed: "Could not copy",
} as const;

export const zh: Record<keyof typeof en, string> = {
  close: "关闭",
  about: "关于 {{what}}",
  slider: "{{name}}，滑块",
  nth: "{{name}}，第 {{n}} 个数",
  sameAs: "与 {{name}} 相同",
  readAs: "已识别为 {{value}}。",
  stillUsed: "未生效，仍在使用 {{value}}。",
  copy: "复制",
  copied: "已复制",
  copyFailed: "复制失败",
};
