/** A list of kinds with look-up by name. The list is the only place where the kinds are named. */
export interface Registry<D extends { readonly kind: string }> {
  readonly all: readonly D[];
  readonly kinds: readonly D["kind"][];
  get(kind: D["kind"]): D;
  find(kind: unknown): D | undefined;
}

export function registry<D extends { readonly kind: string }>(all: readonly D[]): Registry<D> {
  const byKind = new Map<string, D>(all.map((definition) => [definition.kind, definition]));
  return {
    all,
    kinds: all.map((definition) => definition.kind),
    get(kind) {
      const definition = byKind.get(kind);
      if (!definition) throw new Error(`unknown kind ${kind}`);
      return definition;
    },
    find: (kind) => (typeof kind === "string" ? byKind.get(kind) : undefined),
  };
}
