import { useCallback } from "react";
import { useNumber } from "../../i18n";

/** Decimals worth showing: about four significant ones, and none that only say that a mean is not quite 0. */
export const decimals = (value: number): number => {
  const size = Math.abs(value);
  return size >= 1000 ? 1 : size >= 100 ? 2 : size >= 1 ? 3 : 4;
};

/** A measured number (a mean, a loss) as text: short, 0 without a sign, whole numbers without decimals. */
export function useFigure(): (value: number) => string {
  const number = useNumber();
  return useCallback(
    (value) => {
      if (!Number.isFinite(value)) return String(value);
      const digits = Number.isInteger(value) ? 0 : decimals(value);
      return number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: "negative" });
    },
    [number],
  );
}
