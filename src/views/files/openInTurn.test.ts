import { expect, test } from "vitest";
import { openInTurn } from "./openInTurn";

test("a model that is read quickly waits for a slow one that came before, also when that one fails", async () => {
  const log: string[] = [];
  let finish = (): void => undefined;
  const slow = new Promise<void>((resolve) => (finish = resolve));
  const reading = (name: string, until: Promise<void>) => async (): Promise<void> => {
    log.push(`${name} begins`);
    await until;
    log.push(`${name} is open`);
  };
  const first = openInTurn(reading("first", slow));
  const second = openInTurn(() => Promise.reject(new Error("damaged")));
  const third = openInTurn(reading("third", Promise.resolve()));
  const caught = expect(second).rejects.toThrow("damaged");
  finish();
  await Promise.all([first, caught, third]);
  expect(log).toEqual(["first begins", "first is open", "third begins", "third is open"]);
});
