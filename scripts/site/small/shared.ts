import { zlibSync } from "fflate";

/** What the worker starts with, and what a part that it loads later uses too. */
export const shared = { zlibSync };
