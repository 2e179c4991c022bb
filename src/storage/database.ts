import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import { Refusal, type Text } from "../schema";
import type { TrainingState } from "../training/protocol";
import { within } from "./deadline";

/** How a database came to be and what it is called. */
export interface DatabaseForm<Stores extends DBSchema> {
  readonly name: string;
  /**
   * Step by step: entry n leads from version n to n + 1. A change of the stores is a new entry at the end; entries that
   * were released are never edited, because browsers stand at any of them.
   */
  readonly upgrades: readonly ((database: IDBPDatabase<Stores>) => void)[];
  /** What is said where a newer page has written it. */
  readonly newer: Text;
}

/** A database that is opened when it is first asked for, and anew after it had to be closed. */
export function databaseOf<Stores extends DBSchema>({ name, upgrades, newer }: DatabaseForm<Stores>): () => Promise<IDBPDatabase<Stores>> {
  let connection: Promise<IDBPDatabase<Stores>> | null = null;
  const open = async (): Promise<IDBPDatabase<Stores>> => {
    try {
      const opening = openDB<Stores>(name, upgrades.length, {
        upgrade(database, from) {
          for (const step of upgrades.slice(from)) step(database);
        },
        // Another tab brings a newer version: step aside for it, and open anew when next needed.
        blocking(_present, _wanted, event) {
          (event.target as IDBDatabase).close();
          connection = null;
        },
        terminated() {
          connection = null;
        },
      });
      return await within(opening, (opened) => opened.close());
    } catch (thrown) {
      connection = null;
      if (thrown instanceof DOMException && thrown.name === "VersionError") throw new Refusal(newer);
      throw thrown;
    }
  };
  return () => (connection ??= open());
}

/** The part of a transaction that `whole` needs. */
interface Transaction {
  abort(): void;
  readonly done: Promise<void>;
}

/**
 * Does something in a transaction, whole or not at all. The requests that write are handed to `request`: their failures
 * are reported once, by the end of the transaction, which also carries a full disk.
 */
export async function whole<T>(transaction: Transaction, act: (request: (made: Promise<unknown>) => void) => T | Promise<T>): Promise<T> {
  const requests: Promise<unknown>[] = [];
  try {
    const result = await act((made) => void requests.push(made));
    await Promise.all([...requests, transaction.done]);
    return result;
  } catch (thrown) {
    await Promise.allSettled([...requests, abort(transaction)]);
    throw thrown;
  }
}

/** Ends a transaction that failed half-way; one that the browser has ended already says so by throwing. */
async function abort(transaction: Transaction): Promise<void> {
  try {
    transaction.abort();
  } catch {
    // Ended already.
  }
  await transaction.done;
}

/** Whether the browser has refused to write for want of room. */
export const isFull = (thrown: unknown): boolean => thrown instanceof DOMException && thrown.name === "QuotaExceededError";

/** Numbers may be a view into one large buffer, and storing a view stores the whole buffer. */
export const ownNumbers = (values: Float32Array): Float32Array => (values.byteLength === values.buffer.byteLength ? values : values.slice());

/** With arrays that bring no larger buffers along. */
export const ownTraining = ({ optimizer, ...rest }: TrainingState): TrainingState => ({
  ...rest,
  ...(optimizer ? { optimizer: { ...optimizer, slots: optimizer.slots.map(ownNumbers) } } : {}),
});
