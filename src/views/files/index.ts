export { useTakesPictures } from "./takers";
export { WindowDrop } from "./WindowDrop";
