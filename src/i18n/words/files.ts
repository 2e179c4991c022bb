export const en = {
  over: "Drop the files anywhere",
  overModel: "A model file is opened.",
  overData: "The files of {{name}} are imported.",
  overPicture: "A picture is shown to the model.",
} as const;

export const zh: Record<keyof typeof en, string> = {
  over: "松开即可打开，放在页面任何位置都行",
  overModel: "模型文件会被打开。",
  overData: "{{name}} 的文件会被导入。",
  overPicture: "图片会交给模型判断。",
};
