import * as shell from "./shell";
import * as ui from "./ui";
import * as files from "./files";
import * as load from "./load";
import * as preprocess from "./preprocess";
import * as define from "./define";
import * as compile from "./compile";
import * as fit from "./fit";
import * as evaluate from "./evaluate";
import * as predict from "./predict";
import * as save from "./save";

/** The page's own words, one file for each step and what stands above them. Kinds (layers, losses …) carry theirs in their own files. */
export const words = {
  en: { shell: shell.en, ui: ui.en, files: files.en, load: load.en, preprocess: preprocess.en, define: define.en, compile: compile.en, fit: fit.en, evaluate: evaluate.en, predict: predict.en, save: save.en },
  zh: { shell: shell.zh, ui: ui.zh, files: files.zh, load: load.zh, preprocess: preprocess.zh, define: define.zh, compile: compile.zh, fit: fit.zh, evaluate: evaluate.zh, predict: predict.zh, save: save.zh },
};
