import { shared } from "./shared";

export const late = { ...shared, at: "later" };
