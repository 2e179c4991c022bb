/** The colour of a class where classes have one: in plots of points, their legends and what is said of them. */
export const classColour = (label: number): string => `var(--class-${label % 2})`;
