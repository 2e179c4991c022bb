import { cutMessage, cutName, problem, Refusal, text, type Problem, type Text } from "../schema";

/** Problems and notes of one file that are told one by one. */
const mostTold = 20;

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
    super(problems.slice(0, mostTold).map(({ message }) => message.en).join("; "));
    this.name = "FileProblems";
    this.problems = problems;
  }
}

/** Puts the name of an archive's entry in front of a refusal from inside it. */
export function inEntry(thrown: unknown, entry: string): never {
  if (thrown instanceof FileRefusal) throw new FileRefusal([entry, ...thrown.path], thrown.text);
  throw thrown;
}

/** Problems of a file, whose paths begin with its name, at a length that can be shown: the first 20, with names and messages cut, and how many more there are. */
export function cutProblems(problems: readonly Problem[]): readonly Problem[] {
  const told = problems.slice(0, mostTold).map((one): Problem => ({
    ...one,
    path: one.path.map((part) => (typeof part === "string" ? cutName(part) : part)),
    message: cutMessage(one.message),
    ...(one.short ? { short: { ...one.short, text: cutMessage(one.short.text) } } : {}),
  }));
  const more = problems.length - told.length;
  return more > 0 ? [...told, { ...problem(told[0]!.path.slice(0, 1), andMore(more)), stands: more }] : told;
}

/** Notes of a file at a length that can be shown. */
export function cutNotes(notes: readonly Text[]): readonly Text[] {
  const more = notes.length - mostTold;
  return [...notes.slice(0, mostTold).map(cutMessage), ...(more > 0 ? [andMore(more)] : [])];
}

const andMore = (count: number): Text => text(`and ${count.toLocaleString("en")} more`, `另有 ${count.toLocaleString("en")} 项`);
