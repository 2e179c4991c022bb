import type { Field, Fields, Text } from "../schema";
import { FieldRow } from "./FieldRow";
import styles from "./FieldsForm.module.css";

export interface FieldsFormProps {
  readonly fields: Fields;
  readonly values: object;
  /**
   * A value that its field accepts. `gesture` is the same for everything between entering and leaving a control, so a
   * dragged slider or a typed number can be one step of undo: pass it on in the key of the edit.
   */
  readonly onChange: (name: string, value: unknown, gesture: string) => void;
  /** Keeps the ids of several forms on a page apart. */
  readonly idPrefix: string;
  /** What is wrong beyond a field's own range, by field name. */
  readonly problems?: Readonly<Record<string, Text>>;
  readonly disabled?: boolean;
}

/** The form of any kind, drawn from its fields alone. */
export function FieldsForm({ fields, values, onChange, idPrefix, problems = {}, disabled = false }: FieldsFormProps) {
  return (
    <div className={styles.form}>
      {Object.entries(fields).map(([name, field]: [string, Field<unknown>]) => (
        <FieldRow
          key={name}
          id={`${idPrefix}-${name}`}
          name={name}
          field={field}
          value={(values as Readonly<Record<string, unknown>>)[name]}
          followed={field.control.type === "integers" && field.control.sameAs ? (values as Readonly<Record<string, unknown>>)[field.control.sameAs] : undefined}
          problem={problems[name] ?? null}
          disabled={disabled}
          onChange={(value, gesture) => onChange(name, value, `${idPrefix}-${name}-${gesture}`)}
        />
      ))}
    </div>
  );
}
