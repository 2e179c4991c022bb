import { inferStack } from "../../architecture";
import { text } from "../../schema";
import { isDict, pythonJson, utf8 } from "../content/json";
import { defineFormat } from "../define";
import { compileConfig, kerasCompile } from "../keras/compile";
import { kerasConfig } from "../keras/config";
import { readCompile } from "../keras/readCompile";
import { readKerasConfig } from "../keras/readConfig";
import { refuse } from "../refuse";

/** What `model.to_json()` gives: layers and compile settings without weights. */
export const architectureFormat = defineFormat({
  kind: "architecture",
  extension: ".json",
  mime: "application/json",
  holds: "architecture",
  title: text("Architecture", "网络结构"),
  help: text(
    "What model.to_json() gives: the layers without their weights, for keras.models.model_from_json.",
    "即 model.to_json() 的结果：只有各层，没有权重，可用 keras.models.model_from_json 打开。",
  ),
  async write({ experiment: { layers, compile }, preprocessing: { sampleShape } }, modelName) {
    const output = inferStack(layers, sampleShape).output ?? [];
    return utf8(`${pythonJson(kerasConfig(layers, modelName, sampleShape, compileConfig(kerasCompile(compile, layers, output))), "  ")}\n`);
  },
  recognise: (content) => content.type === "json" && isDict(content.value) && "class_name" in content.value,
  async read(content, { stem, target }) {
    if (content.type !== "json") return refuse([], "this is not JSON", "这不是 JSON");
    const { layers, inputShape, notes } = readKerasConfig(content.value, []);
    const { compile, schedule, notes: compileNotes } = readCompile(isDict(content.value) ? content.value.compile_config : undefined, target?.present);
    return { name: stem, layers, inputShape, ...(compile ? { compile } : {}), ...(schedule ? { schedule } : {}), notes: [...notes, ...compileNotes] };
  },
});
