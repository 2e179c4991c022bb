import { showTuple, text, type Fields, type Text } from "../../schema";

/** One parameter of a layer or step with another value. */
export interface ValueFix {
  readonly id: string;
  readonly title: Text;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The parameter values that can change a shape: every other choice of a list, and −1 for a shape that may hold it. */
export function valueFixes(fields: Fields, values: object): ValueFix[] {
  return Object.entries(fields).flatMap(([name, { control }]): ValueFix[] => {
    if (control.type === "choice") {
      const now = (values as Readonly<Record<string, unknown>>)[name];
      return control.options
        .filter(({ value }) => value !== now)
        .map(({ value }) => ({ id: `${name}-${value}`, title: text(`Set ${name} to "${value}"`, `${name} 设为 "${value}"`), values: { [name]: value } }));
    }
    if (control.type === "integers" && control.length === null && control.min === -1) {
      return [{ id: `${name}-flat`, title: text(`Set ${name} to ${showTuple([-1])}`, `${name} 设为 ${showTuple([-1])}`), values: { [name]: [-1] } }];
    }
    return [];
  });
}
