import { Switch } from "radix-ui";
import { useEffect, useMemo, type KeyboardEvent } from "react";
import { useText, useTranslation } from "../i18n";
import type { Control, Field, Option, Text } from "../schema";
import { classes } from "./classes";
import control from "./Control.module.css";
import styles from "./FieldsForm.module.css";
import { nearest, scaleOf, stepped } from "./scale";
import { meant, written } from "./typed";
import { newGesture, useDraft } from "./useDraft";

export interface ControlProps {
  readonly id: string;
  readonly label: string;
  readonly field: Field<unknown>;
  readonly value: unknown;
  /** The value of the field that this one follows while it has none of its own. */
  readonly followed: unknown;
  readonly disabled: boolean;
  readonly invalid: boolean;
  readonly describedBy: string;
  readonly onChange: (value: unknown, gesture: string) => void;
  /** Told what is wrong with what is being typed, and what number it was taken for; null where there is nothing to say. */
  readonly onDraft: (problem: Text | null, understood: number | null) => void;
}

type NumberRange = Extract<Control, { type: "integer" | "number" }>;

interface BoxProps {
  readonly id: string;
  readonly text: string;
  readonly value: number;
  readonly range: NumberRange;
  readonly name?: string;
  readonly className?: string | undefined;
  readonly disabled: boolean;
  readonly invalid: boolean;
  readonly describedBy: string;
  readonly onBegin: () => void;
  readonly onType: (text: string) => void;
  readonly onStep: (value: number) => void;
  readonly onLeave: () => void;
}

/** ARIA knows decimal numbers only: 0.0000001, not 1e-7. React passes a string of digits on as it is. */
const plain = (value: number): number => value.toLocaleString("en-US", { useGrouping: false, maximumFractionDigits: 20 }) as unknown as number;

/** A box for one number: a text box, so that nothing typed is lost, which the arrow keys move like a spin button. */
function NumberBox({ id, text, value, range, name, className, disabled, invalid, describedBy, onBegin, onType, onStep, onLeave }: BoxProps) {
  const onKeyDown = (event: KeyboardEvent): void => {
    const up = event.key === "ArrowUp" || event.key === "PageUp";
    if ((!up && event.key !== "ArrowDown" && event.key !== "PageDown") || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    onStep(stepped(range, value, up ? 1 : -1, event.shiftKey || event.key.startsWith("Page")));
  };
  return (
    <input
      id={id}
      className={classes(control.control, control.mono, className)}
      role="spinbutton"
      aria-label={name}
      aria-valuenow={plain(value)}
      aria-valuemin={plain(range.min)}
      aria-valuemax={plain(range.max)}
      aria-valuetext={text}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      inputMode={range.type === "integer" && range.min >= 0 ? "numeric" : "text"}
      autoComplete="off"
      spellCheck={false}
      disabled={disabled}
      value={text}
      onFocus={onBegin}
      onChange={(event) => onType(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={onLeave}
    />
  );
}

const useTold = ({ problem, understood }: { readonly problem: Text | null; readonly understood: number | null }, onDraft: ControlProps["onDraft"]): void => {
  useEffect(() => onDraft(problem, understood), [problem, understood, onDraft]);
};

export function NumberControl({ id, label, field, value, disabled, invalid, describedBy, onChange, onDraft, control: range }: ControlProps & { readonly control: NumberRange }) {
  const { t } = useTranslation("ui");
  const scale = useMemo(() => scaleOf(range), [range]);
  const draft = useDraft(field, value, { read: (text) => meant(range, text), show: written }, onChange);
  useTold(draft, onDraft);
  const at = value as number;
  return (
    <div className={styles.row}>
      <NumberBox
        id={id}
        text={draft.text}
        value={at}
        range={range}
        className={scale ? styles.short : undefined}
        disabled={disabled}
        invalid={invalid}
        describedBy={describedBy}
        onBegin={draft.begin}
        onType={draft.type}
        onStep={draft.set}
        onLeave={draft.leave}
      />
      {scale && (
        <input
          type="range"
          className={styles.slider}
          aria-label={t("slider", { name: label })}
          aria-valuetext={written(value)}
          min={0}
          max={scale.length - 1}
          step={1}
          disabled={disabled}
          value={nearest(scale, at)}
          onPointerDown={draft.begin}
          onFocus={draft.begin}
          onChange={(event) => draft.set(scale[event.target.valueAsNumber]!)}
        />
      )}
    </div>
  );
}

/** A list of any length in one box: `32, 32, 3`. */
export function ListControl({ id, field, value, disabled, invalid, describedBy, onChange, onDraft }: ControlProps) {
  const draft = useDraft(field, value, { read: (text) => meant(field.control, text), show: written }, onChange);
  useTold(draft, onDraft);
  return (
    <input
      id={id}
      className={classes(control.control, control.mono)}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      autoComplete="off"
      spellCheck={false}
      disabled={disabled}
      value={draft.text}
      onFocus={draft.begin}
      onChange={(event) => draft.type(event.target.value)}
      onBlur={draft.leave}
    />
  );
}

/** A tuple: one box for each number. */
export function TupleControl({
  length,
  range,
  ...props
}: ControlProps & { readonly length: number; readonly range: { readonly min: number; readonly max: number } }) {
  return (
    <div className={styles.row} role="group" aria-labelledby={`${props.id}-label`}>
      {Array.from({ length }, (_, i) => (
        <TuplePart key={i} {...props} at={i} range={{ type: "integer", min: range.min, max: range.max }} />
      ))}
    </div>
  );
}

/** A tuple that follows another field until it gets numbers of its own; those it begins with are the ones it had followed. */
export function FollowingTuple({ sameAs, ...props }: Parameters<typeof TupleControl>[0] & { readonly sameAs: string }) {
  const { t } = useTranslation("ui");
  const { id, value, followed, disabled, describedBy, onChange } = props;
  const follows = value === null;
  return (
    <>
      <label className={styles.follow}>
        <input
          // The field's own label leads to the box while there is nothing else.
          id={follows ? id : `${id}-follows`}
          type="checkbox"
          aria-labelledby={`${id}-label ${id}-same`}
          aria-describedby={describedBy}
          disabled={disabled}
          checked={follows}
          onChange={(event) => onChange(event.target.checked ? null : followed, newGesture())}
        />
        <span id={`${id}-same`}>{t("sameAs", { name: sameAs })}</span>
      </label>
      {!follows && <TupleControl {...props} />}
    </>
  );
}

function TuplePart({ id, label, field, value, disabled, describedBy, onChange, onDraft, at, range }: ControlProps & { readonly at: number; readonly range: NumberRange }) {
  const { t } = useTranslation("ui");
  const tuple = value as readonly number[];
  const draft = useDraft(field, value, { read: (text) => tuple.with(at, meant(range, text) as number), show: () => String(tuple[at]), control: range }, onChange);
  useTold(draft, onDraft);
  return (
    <>
      {at > 0 && (
        <span className={styles.times} aria-hidden="true">
          ×
        </span>
      )}
      <NumberBox
        id={at === 0 ? id : `${id}-${at}`}
        name={t("nth", { name: label, n: at + 1 })}
        text={draft.text}
        value={tuple[at]!}
        range={range}
        className={styles.tuple}
        disabled={disabled}
        invalid={draft.problem !== null}
        describedBy={describedBy}
        onBegin={draft.begin}
        onType={draft.type}
        onStep={(next) => draft.set(tuple.with(at, next))}
        onLeave={draft.leave}
      />
    </>
  );
}

export function ChoiceControl({ id, value, disabled, invalid, describedBy, onChange, options }: ControlProps & { readonly options: readonly Option[] }) {
  const say = useText();
  return (
    <select
      id={id}
      className={classes(control.control, control.select, control.mono)}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      disabled={disabled}
      value={value as string}
      onChange={(event) => onChange(event.target.value, newGesture())}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label ? `${say(option.label)} (${option.value})` : option.value}
        </option>
      ))}
    </select>
  );
}

export function BooleanControl({ id, value, disabled, describedBy, onChange }: ControlProps) {
  return (
    <Switch.Root
      id={id}
      className={styles.switch}
      aria-describedby={describedBy}
      disabled={disabled}
      checked={value as boolean}
      onCheckedChange={(checked) => onChange(checked, newGesture())}
    >
      <Switch.Thumb className={styles.thumb} />
    </Switch.Root>
  );
}
