import { Refusal, text, type Problem, type Text } from "../schema";

/** A refusal that knows where in a file it stands; the file's own name is put in front of the path on the way out. */
export class FileRefusal extends Refusal {
  readonly path: Problem["path"];
  constructor(path: Problem["path"], message: Text) {
    super(message);
    this.name = "FileRefusal";
    this.path = path;
  }
}

/** Refuses what stands at `path`: expected and received belong into the sentence. */
export function refuse(path: Problem["path"], en: string, zh: string): never {
  throw new FileRefusal(path, text(en, zh));
}

/** Several problems of one file, on their way up together. */
export class FileProblems extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map(({ message }) => message.en).join("; "));
    this.name = "FileProblems";
    this.problems = problems;
  }
}

/** Puts the name of an archive's entry in front of a refusal from inside it. */
export function inEntry(thrown: unknown, entry: string): never {
  if (thrown instanceof FileRefusal) throw new FileRefusal([entry, ...thrown.path], thrown.text);
  throw thrown;
}
