import { useMemo, useState } from "react";
import { figuresOfClasses, type ClassFigures } from "../../evaluation/confusion";
import { useNumber, useTranslation } from "../../i18n";
import { Table } from "../../ui";

type Key = keyof ClassFigures;

/** Precision, recall, F1 and number of samples of every class; a click on a column sorts by it, a second one turns round. */
export function ClassTable({ matrix, names, classes }: { readonly matrix: Uint32Array; readonly names: readonly string[]; readonly classes: number }) {
  const { t } = useTranslation("evaluate");
  const number = useNumber();
  const [{ by, up }, setSort] = useState<{ readonly by: Key; readonly up: boolean }>({ by: "label", up: true });
  const figures = useMemo(() => figuresOfClasses(matrix, classes), [matrix, classes]);
  const rows = [...figures].sort((a, b) => (up ? 1 : -1) * (a[by] - b[by]) || a.label - b.label);
  const share = (value: number): string => number(value, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
  const mean = (key: Key): string => share(figures.reduce((sum, one) => sum + one[key], 0) / Math.max(1, classes));
  const column = (key: Key, label: string, numeric: boolean) => ({
    label,
    numeric,
    sort: by === key ? (up ? ("ascending" as const) : ("descending" as const)) : ("none" as const),
    // Names begin with the first class, figures with the largest.
    onSort: () => setSort((was) => ({ by: key, up: was.by === key ? !was.up : key === "label" })),
  });
  return (
    <Table
      caption={t("perClassFigures")}
      hideCaption
      columns={[
        column("label", t("className"), false),
        column("precision", t("precision"), true),
        column("recall", t("recall"), true),
        column("f1", t("f1"), true),
        column("support", t("support"), true),
      ]}
      rows={[
        ...rows.map(({ label, precision, recall, f1, support }) => ({
          key: String(label),
          cells: [names[label] ?? String(label), share(precision), share(recall), share(f1), number(support)],
        })),
        {
          key: "mean",
          cells: [t("meanOfClasses"), mean("precision"), mean("recall"), mean("f1"), ""],
        },
      ]}
    />
  );
}
