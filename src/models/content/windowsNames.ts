import type { H5Dataset, H5Group } from "./hdf5";

/** A group of the file, and what the names of its members begin with. */
interface Source {
  readonly group: H5Group;
  readonly prefix: string;
}

/**
 * The group as it is meant. Keras 2.12 to 2.15 on Windows joined its paths with backslashes, which HDF5 takes for letters
 * of a name: `layers\dense` is one group there, and here a group in a group. A file without them stays as it is.
 */
export function withSlashes(root: H5Group): H5Group {
  return root.keys.some((key) => key.includes("\\")) ? joined([{ group: root, prefix: "" }]) : root;
}

function joined(sources: readonly Source[]): H5Group {
  // Attributes belong to the group itself, which a part of a name is not.
  const own = sources.find(({ prefix }) => prefix === "")?.group;
  const below = ({ group, prefix }: Source): string[] => group.keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  const step = (from: readonly Source[], name: string): Source[] =>
    from.flatMap((source): Source[] => {
      const whole = source.group.group(source.prefix + name);
      const longer = below(source).some((key) => key.startsWith(`${name}\\`));
      return [...(whole ? [{ group: whole, prefix: "" }] : []), ...(longer ? [{ group: source.group, prefix: `${source.prefix}${name}\\` }] : [])];
    });
  return {
    keys: [...new Set(sources.flatMap(below).map((key) => key.split("\\")[0]!))].sort(),
    attributes: own?.attributes ?? [],
    group(path) {
      const found = path.split("/").reduce(step, sources);
      return found.length ? joined(found) : undefined;
    },
    dataset(path): H5Dataset | undefined {
      const names = path.split("/");
      const holders = names.slice(0, -1).reduce(step, sources);
      for (const { group, prefix } of holders) {
        const found = group.dataset(prefix + names.at(-1));
        if (found) return found;
      }
      return undefined;
    },
    holdsData: () =>
      sources.some(({ group, prefix }) =>
        prefix === "" ? group.holdsData() : group.keys.some((key) => key.startsWith(prefix) && (group.dataset(key) !== undefined || group.group(key)?.holdsData() === true)),
      ),
    string: (attribute) => own?.string(attribute),
    strings: (attribute) => own?.strings(attribute),
  };
}
