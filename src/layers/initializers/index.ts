import { choice, registry, type Field, type Text } from "../../schema";
import { glorotNormal } from "./glorotNormal";
import { glorotUniform } from "./glorotUniform";
import { heNormal } from "./heNormal";
import { heUniform } from "./heUniform";
import { ones } from "./ones";
import { randomNormal } from "./randomNormal";
import { randomUniform } from "./randomUniform";
import { zeros } from "./zeros";

const all = [glorotUniform, glorotNormal, heUniform, heNormal, randomUniform, randomNormal, zeros, ones] as const;
export type InitializerKind = (typeof all)[number]["kind"];
export const initializers = registry<(typeof all)[number]>(all);

/** A form field that chooses an initializer. */
export const initializerField = (preset: InitializerKind, help: Text): Field<InitializerKind> =>
  choice<InitializerKind>({ default: preset, options: all.map(({ kind, help: meaning }) => ({ value: kind, help: meaning })), help });
