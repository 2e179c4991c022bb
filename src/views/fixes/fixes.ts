import { datasets } from "../../datasets";
import type { Examination, Experiment } from "../../experiment";
import { showPath, type Problem } from "../../schema";
import { examinationOf } from "../useExamination";
import type { Fix } from "./fix";
import { layerFixes } from "./layerFixes";
import { outputFixes } from "./outputFixes";
import { stepFixes } from "./stepFixes";

/** How many fixes are offered at once. */
const most = 3;

/**
 * What removes the problem at a place of the document (by default its first problem, or its advice) in one click. Each
 * candidate is tried on the document. Those that leave nothing to complain of come first; where there are none, those
 * that lead on: no problem is left, or the next one lies further down.
 */
export function fixesFor(doc: Experiment, place?: Problem["path"]): readonly Fix[] {
  const now = examinationOf(doc);
  if (!now.problems.length && !now.advice.length) return [];
  const path = place ?? now.problems[0]?.path ?? ["compile", "loss"];
  const tried = candidates(doc, now, path).flatMap((fix) => {
    const after = fix.apply(doc);
    return after === doc ? [] : [{ fix, after: examinationOf(after) }];
  });
  const whole = tried.filter(({ after }) => !after.problems.length && !after.advice.length);
  const usable = whole.length || !now.problems.length ? whole : tried.filter(({ after }) => !after.problems.length);
  const offered = usable.length ? usable : tried.filter(({ after }) => leadsOn(now, after, path));
  return offered.slice(0, most).map(({ fix }) => fix);
}

function candidates(doc: Experiment, now: Examination, path: Problem["path"]): Fix[] {
  const [part, id] = path;
  const step = part === "preprocessing" && doc.preprocessing.find((found) => found.id === id);
  if (step) return stepFixes(step);
  const at = part === "layers" ? now.stack.rows.findIndex((row) => row.id === id && row.problem) : -1;
  if (at >= 0) return layerFixes(doc, at);
  return outputFixes(doc, now, datasets.get(doc.dataset.kind).classes.length);
}

/** The problem at the place is gone, and the first that is left stands further down: rows behind a broken one are not looked at. */
function leadsOn(before: Examination, after: Examination, path: Problem["path"]): boolean {
  const has = ({ problems }: Examination): boolean => problems.some((problem) => showPath(problem.path) === showPath(path));
  if (!has(before) || has(after)) return false;
  if (path[0] === "preprocessing") return after.problems.every((problem) => problem.path[0] !== "preprocessing");
  const brokenAt = ({ stack }: Examination): number => {
    const at = stack.rows.findIndex((row) => row.problem);
    return at < 0 ? stack.rows.length : at;
  };
  return brokenAt(before) < before.stack.rows.length && brokenAt(after) >= brokenAt(before);
}
