import { dirname, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What `t(…)` is asked for somewhere: a key, or the fixed parts of a template around its holes. */
export interface Use {
  readonly namespace: string;
  /** Fixed text around the holes: one entry for a plain key. */
  readonly parts: readonly string[];
  readonly where: string;
}

/** Reads the words' uses out of types: what `t` may be called with is known there even where the key is computed. */
export function usesOfWords(): { readonly uses: readonly Use[]; readonly program: ts.Program } {
  const configPath = `${root}tsconfig.json`;
  const { config } = ts.readConfigFile(configPath, (path) => ts.sys.readFile(path)) as { config: object };
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(configPath));
  const program = ts.createProgram(
    fileNames.filter((name) => /[\\/]src[\\/]/.test(name) && !name.includes(".test.")),
    options,
  );
  const checker = program.getTypeChecker();
  const uses: Use[] = [];

  const visit = (node: ts.Node): void => {
    const [argument] = ts.isCallExpression(node) ? node.arguments : [];
    if (ts.isCallExpression(node) && argument !== undefined) {
      const namespace = namespaceOf(checker.typeToString(checker.getTypeAtLocation(node.expression)));
      if (namespace !== undefined) {
        const file = node.getSourceFile();
        const { line } = file.getLineAndCharacterOfPosition(node.getStart());
        const where = `${relative(root, file.fileName).split(sep).join("/")}:${line + 1}`;
        for (const parts of keysOf(checker, argument)) uses.push({ namespace, parts, where });
      }
    }
    ts.forEachChild(node, visit);
  };
  for (const file of program.getSourceFiles()) {
    if (!file.isDeclarationFile && !file.fileName.includes("node_modules")) visit(file);
  }
  return { uses, program };
}

/** `TFunction<"fit", undefined>` → `fit`; undefined for any other type. */
function namespaceOf(type: string): string | undefined {
  return /^TFunction<"(\w+)"/.exec(type)?.[1];
}

function keysOf(checker: ts.TypeChecker, argument: ts.Expression): (readonly string[])[] {
  const type = checker.getTypeAtLocation(argument);
  return (type.isUnion() ? type.types : [type]).map((one) => {
    if (one.isStringLiteral()) return [one.value];
    if (one.flags & ts.TypeFlags.TemplateLiteral) return (one as ts.TemplateLiteralType).texts;
    return ["", ""];
  });
}
