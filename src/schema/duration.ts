import { text, type Text } from "./text";

/** A duration in words, with its units: `4.5 s` (only where `fine` asks for tenths below ten seconds), `21 s`, `1 min 5 s`, `1 h 2 min`. */
export function showDuration(seconds: number, fine = false): Text {
  const whole = Math.max(0, Math.round(seconds));
  if (fine && seconds < 9.95) {
    const tenths = Math.max(0, seconds).toFixed(1);
    return text(`${tenths} s`, `${tenths} 秒`);
  }
  if (whole < 60) return text(`${whole} s`, `${whole} 秒`);
  if (whole < 3600) return withRest(Math.floor(whole / 60), text("min", "分钟"), whole % 60, text("s", "秒"));
  const minutes = Math.round(whole / 60);
  return withRest(Math.floor(minutes / 60), text("h", "小时"), minutes % 60, text("min", "分钟"));
}

const withRest = (large: number, unit: Text, small: number, smaller: Text): Text =>
  small ? text(`${large} ${unit.en} ${small} ${smaller.en}`, `${large} ${unit.zh} ${small} ${smaller.zh}`) : text(`${large} ${unit.en}`, `${large} ${unit.zh}`);
