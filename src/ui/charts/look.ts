/** What tfjs-vis has no option for, by the element that it draws into. */
export interface ChartLook {
  /** Where on the x axis each position of the series lies. */
  readonly x: readonly number[];
  readonly xDomain: readonly [number, number];
  /** Places of the series (0, 1 …) whose points are marked. */
  readonly dotted: readonly number[];
}

const looks = new WeakMap<HTMLElement, ChartLook>();

export const giveLook = (element: HTMLElement, look: ChartLook): void => void looks.set(element, look);
export const lookOf = (element: HTMLElement): ChartLook | undefined => looks.get(element);
