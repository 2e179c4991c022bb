export { openInTurn } from "./openInTurn";
export { useZone } from "./take";
export { useTakesPictures } from "./takers";
export { WindowDrop } from "./WindowDrop";
