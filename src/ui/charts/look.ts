/** What tfjs-vis has no option for, by the element that it draws into. */
export interface ChartLook {
  /** Where on the x axis each position of the series lies. */
  readonly x: readonly number[];
  readonly xDomain: readonly [number, number];
  /** Powers of ten instead of equal steps. */
  readonly logX: boolean;
  /** Places of the series (0, 1 …) whose points are marked. */
  readonly dotted: readonly number[];
  /** Places of the series that are drawn dashed. */
  readonly dashed: readonly number[];
}

/**
 * Something that an element carries. It lies on the element itself and not in a module's map: the development server
 * packs tfjs-vis together with a copy of the modules that it imports, and both copies have to see the same.
 */
export function carried<T>(name: string): { get(element: HTMLElement): T | undefined; set(element: HTMLElement, value: T | undefined): void } {
  const key = Symbol.for(`layerloom.chart.${name}`);
  type Carrier = HTMLElement & { [key]?: T | undefined };
  return {
    get: (element: Carrier) => element[key],
    set(element: Carrier, value) {
      element[key] = value;
    },
  };
}

export const looks = carried<ChartLook>("look");
