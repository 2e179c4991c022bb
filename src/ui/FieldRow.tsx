import { useCallback, useState, type ReactNode } from "react";
import { useNumber, useText, useTranslation } from "../i18n";
import { showTuple, type Field, type Text } from "../schema";
import { classes } from "./classes";
import { BooleanControl, ChoiceControl, FollowingTuple, ListControl, NumberControl, TupleControl, type ControlProps } from "./fieldControls";
import styles from "./FieldsForm.module.css";
import { Help } from "./Help";
import { sentence } from "./sentence";
import { written } from "./typed";

interface FieldRowProps {
  readonly id: string;
  readonly name: string;
  readonly field: Field<unknown>;
  readonly value: unknown;
  /** The value of the field that this one follows while it has none of its own. */
  readonly followed: unknown;
  readonly problem: Text | null;
  readonly disabled: boolean;
  readonly onChange: (value: unknown, gesture: string) => void;
}

/** One field: its name, its meaning, its control, and what is wrong with it. */
export function FieldRow({ id, name, field, value, followed, problem, disabled, onChange }: FieldRowProps) {
  const say = useText();
  const { t } = useTranslation("ui");
  const number = useNumber();
  const [typing, setTyping] = useState<Text | null>(null);
  const [understood, setUnderstood] = useState<number | null>(null);
  const onDraft = useCallback<ControlProps["onDraft"]>((wrongNow, value) => {
    setTyping(wrongNow);
    setUnderstood(value);
  }, []);
  const label = field.label ? say(field.label) : name;
  const wrong = typing ?? problem;
  const shown = Array.isArray(value) ? showTuple(value as number[]) : written(value);
  const props: ControlProps = {
    id,
    label,
    field,
    value,
    followed,
    disabled,
    onChange,
    onDraft,
    invalid: wrong !== null,
    describedBy: wrong ? `${id}-problem ${id}-help` : `${id}-help`,
  };
  return (
    <div className={styles.field}>
      <div className={styles.head}>
        <label htmlFor={id} id={`${id}-label`} className={classes(styles.name, !field.label && styles.keras)}>
          {label}
        </label>
        <Help about={label}>
          <FieldHelp field={field} />
        </Help>
      </div>
      <Control {...props} />
      <span id={`${id}-help`} className="visually-hidden">
        {say(field.help)}
      </span>
      {understood !== null && (
        <span role="status" className={styles.kept}>
          {t("readAs", { value: number(understood, { maximumSignificantDigits: 15 }) })}
        </span>
      )}
      {wrong && (
        <span id={`${id}-problem`} role="status" className={styles.problem}>
          {sentence(say(wrong))}
          {typing && <span className={styles.kept}>{t("stillUsed", { value: shown })}</span>}
        </span>
      )}
    </div>
  );
}

function Control(props: ControlProps): ReactNode {
  const { control } = props.field;
  switch (control.type) {
    case "integer":
    case "number":
      return <NumberControl {...props} control={control} />;
    case "boolean":
      return <BooleanControl {...props} />;
    case "choice":
      return <ChoiceControl {...props} options={control.options} />;
    case "integers":
      if (control.length === null) return <ListControl {...props} />;
      if (control.sameAs) return <FollowingTuple {...props} length={control.length} range={control} sameAs={control.sameAs} />;
      return <TupleControl {...props} length={control.length} range={control} />;
  }
}

function FieldHelp({ field: { help, control } }: { readonly field: Field<unknown> }) {
  const say = useText();
  return (
    <>
      <p>{say(help)}</p>
      {control.type === "choice" && control.options.some((option) => option.help) && (
        <dl className={styles.choices}>
          {control.options.map((option) => (
            <div key={option.value}>
              <dt>{option.value}</dt>
              {option.help && <dd>{say(option.help)}</dd>}
            </div>
          ))}
        </dl>
      )}
    </>
  );
}
