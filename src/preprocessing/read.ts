import { z } from "zod";
import { cutName, fail, ok, problem, problemsOf, sameShape, showShape, sizeOf, text, type Problem, type Result, type Shape } from "../schema";
import { flowOf, type FittedPreprocessing, type FittedStep } from "./pipeline";
import { readStep, steps, type Statistics, type StepSpec } from "./steps";

const shape = z.array(z.int().min(1)).min(1).max(8);

const envelope = z.object({
  steps: z
    .array(
      z.object({
        spec: z.object({ id: z.string().min(1), kind: z.string(), values: z.record(z.string(), z.unknown()) }),
        statistics: z.record(z.string(), z.array(z.number())),
        before: shape,
      }),
    )
    .max(50),
  inputShape: shape,
  sampleShape: shape,
  targetShape: shape,
  classes: z.int().min(1).max(256),
});

/** Larger than any picture: a sample of a damaged file must not fill the memory. */
const largestSample = 1 << 24;

/**
 * The only door for fitted preprocessing from outside: a model file, the browser's store. Beyond the form it checks that
 * the steps fit together and that every statistic is there, of the right length and finite, so that applying them to a
 * sample cannot go wrong.
 */
export function readFitted(raw: unknown): Result<FittedPreprocessing> {
  const outer = envelope.safeParse(raw);
  if (!outer.success) return fail(problemsOf(outer.error, raw));
  const { inputShape, sampleShape, targetShape, classes } = outer.data;
  if (sizeOf(inputShape) > largestSample) {
    return fail([problem(["inputShape"], text(`a sample of ${showShape(inputShape)} is too large`, `样本 ${showShape(inputShape)} 过大`))]);
  }
  const problems: Problem[] = [];
  const specs = outer.data.steps.map(({ spec: { id, kind, values } }, i): StepSpec | undefined => {
    const path = ["steps", i, "spec"] as const;
    const found = steps.find(kind);
    if (!found) {
      const known = steps.kinds.join(", ");
      problems.push(problem([...path, "kind"], text(`unknown kind "${cutName(kind)}"; known are ${known}`, `未知类型“${cutName(kind)}”；已知类型有 ${known}`)));
      return undefined;
    }
    const read = readStep(id, found.kind, values, [...path, "values"]);
    if (!read.ok) problems.push(...read.error);
    return read.ok ? read.value : undefined;
  });
  if (problems.length) return fail(problems);

  const flow = flowOf(specs as StepSpec[], inputShape, classes);
  flow.rows.forEach(({ after }, i) => {
    if (!after.ok) problems.push(problem(["steps", i], after.error));
  });
  if (problems.length) return fail(problems);
  const agree = (path: Problem["path"], stored: Shape, worked: Shape): void => {
    if (sameShape(stored, worked)) return;
    const [want, have] = [showShape(worked), showShape(stored)];
    problems.push(problem(path, text(`expected ${want}, received ${have}`, `应为 ${want}，收到的是 ${have}`)));
  };
  agree(["sampleShape"], sampleShape, flow.sampleShape);
  agree(["targetShape"], targetShape, flow.targetShape);
  const fitted = outer.data.steps.map(({ statistics, before }, i): FittedStep => {
    const spec = specs[i]!;
    agree(["steps", i, "before"], before, flow.rows[i]!.before);
    const statisticsRead = readStatistics(spec, flow.rows[i]!.before, statistics, ["steps", i, "statistics"]);
    if (!statisticsRead.ok) problems.push(...statisticsRead.error);
    return { spec, before: flow.rows[i]!.before, statistics: statisticsRead.ok ? statisticsRead.value : {} };
  });
  return problems.length ? fail(problems) : ok({ steps: fitted, inputShape, sampleShape, targetShape, classes });
}

/** Which statistics a step has, and how many numbers each, is what the step itself takes from a single sample of zeros. */
function readStatistics(spec: StepSpec, before: Shape, stored: Statistics, path: Problem["path"]): Result<Statistics> {
  const step = steps.get(spec.kind);
  const wanted = step.target === "samples" ? step.fit(spec.values, before, (visit) => visit(new Float32Array(sizeOf(before)))) : {};
  const problems: Problem[] = [];
  const read = Object.entries(wanted).map(([name, form]) => {
    const values = stored[name];
    if (values?.length !== form.length) {
      const have = values ? `${values.length}` : "0";
      problems.push(problem([...path, name], text(`expected ${form.length} numbers, received ${have}`, `应有 ${form.length} 个数，收到 ${have} 个`)));
    }
    return [name, values ?? []] as const;
  });
  return problems.length ? fail(problems) : ok(Object.fromEntries(read));
}
