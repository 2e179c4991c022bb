import { config } from "zod";

// zod tries whether it may compile code, which the page's policy forbids: Firefox reports the attempt as an error.
config({ jitless: true });
