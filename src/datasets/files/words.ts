import { text, type Text } from "../../schema";

/** 10000 as `10,000`, in either language. */
export const shownCount = (count: number): string => count.toLocaleString("en-US");

/** A file inside an archive, as messages name it. */
export const inside = (archive: string, entry: string): string => `${archive} › ${entry}`;

/** The last part of a path. */
export const baseName = (path: string): string => path.replace(/\/+$/, "").split("/").at(-1);

export const cutOff = (file: string, have: number, want: number): Text =>
  text(
    `${file} is cut off: it ends after ${shownCount(have)} of ${shownCount(want)} bytes. Download or copy it again`,
    `${file} 不完整：应有 ${shownCount(want)} 字节，只有 ${shownCount(have)} 字节。请重新下载或复制`,
  );
