/** Charts. tfjs-vis lies behind `SeriesChart` and is loaded with the first one that has something to show. */
export * from "./SeriesChart";
export type { Point, Series } from "./series";
