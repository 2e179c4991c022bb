export const en = {
  over: "Drop the files anywhere",
  overModel: "The model file will be opened.",
  overData: "The files of {{name}} will be imported.",
  overPicture: "The model will predict the picture.",
} as const;

export const zh: Record<keyof typeof en, string> = {
  over: "可以放在页面的任何位置",
  overModel: "将打开模型文件。",
  overData: "将导入 {{name}} 的文件。",
  overPicture: "模型将预测这张图片。",
};
