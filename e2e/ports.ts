import { createServer, type AddressInfo } from "node:net";

/** A port that nobody listens on. */
const free = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "localhost", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

// Chosen once; processes that Playwright starts later find the choice in their environment.
process.env["LAYERLOOM_PORTS"] ??= `${await free()} ${await free()} ${await free()} ${await free()}`;
const [first, second, third, fourth] = process.env["LAYERLOOM_PORTS"].split(" ").map(Number);

/** The site as documented, and as a host serves it that sets no headers. */
export const isolatedPort = first!;
export const plainPort = second!;
/** The engine and tfjs on a page of their own. */
export const enginePort = third!;
/** The page as `npm start` serves it to whoever works on it. */
export const startPort = fourth!;
