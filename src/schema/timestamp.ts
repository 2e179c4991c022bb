/**
 * The time of day in milliseconds since 1970, for what is stored or written into a file. A person or a time server can set this
 * clock, also back: waiting and measuring use `performance.now()`. The only place that reads it.
 */
// eslint-disable-next-line no-restricted-properties -- the one place for stored times
export const timestamp = (): number => Date.now();
