import { expect, test, vi } from "vitest";
import { persistence } from "./persistence";

const manager = (persisted: boolean, persist: () => Promise<boolean>) => ({ persisted: () => Promise.resolve(persisted), persist: vi.fn(persist) });

test("lasting storage is asked for once in a visit, and not where it is granted already", async () => {
  const granting = manager(false, () => Promise.resolve(true));
  const keeps = persistence(granting);
  expect(await keeps.state()).toBe("not granted");
  expect(granting.persist).not.toHaveBeenCalled();
  expect(await Promise.all([keeps.ask(), keeps.ask()])).toEqual(["granted", "granted"]);
  expect(granting.persist).toHaveBeenCalledTimes(1);

  const granted = manager(true, () => Promise.resolve(false));
  expect(await persistence(granted).ask()).toBe("granted");
  expect(granted.persist).not.toHaveBeenCalled();
});

test("a browser that refuses, fails or cannot be asked is told apart", async () => {
  expect(await persistence(manager(false, () => Promise.resolve(false))).ask()).toBe("not granted");
  expect(await persistence(manager(false, () => Promise.reject(new TypeError("no")))).ask()).toBe("not granted");
  expect(await persistence({ persisted: () => Promise.reject(new TypeError("no")) }).ask()).toBe("unknown");
  expect(await persistence({}).state()).toBe("unknown");
  expect(await persistence(undefined).ask()).toBe("unknown");
});
