import { z } from "zod";
import { titleOf, type Experiment } from "../experiment";
import { text, type Text } from "../schema";
import type { Checkpoints } from "../storage/types";
import type { Visit } from "../storage/visit";

const noted = z.object({ runId: z.string(), name: z.string() });

/** Notes the run of which nothing is kept yet: a page that is reloaded now can only say that it is lost. */
export const noteUnderway = (visit: Visit, runId: string, { name }: Experiment): void => visit.write("underway", JSON.stringify({ runId, name }));

/** Something of the run is kept, or it has ended. */
export const clearUnderway = (visit: Visit): void => visit.write("underway", null);

/** What is said of a run that was cut off before anything of it was kept; null where there was none. Asked once, at the start of the page. */
export async function lostUnderway(visit: Visit, checkpoints: Pick<Checkpoints, "has">): Promise<Text | null> {
  const run = read(visit.read("underway"));
  clearUnderway(visit);
  if (!run || (await checkpoints.has(run.runId))) return null;
  const title = titleOf(run.name);
  return text(
    `The run of “${title.en}” was cut off before its state was stored for the first time, so it cannot be continued. Its settings are kept: start it again.`,
    `“${title.zh}”的训练在首次保存状态之前就被中断，无法接着训练。其设置都在：请重新开始训练。`,
  );
}

function read(raw: string | null): z.infer<typeof noted> | null {
  try {
    return raw === null ? null : noted.parse(JSON.parse(raw));
  } catch {
    return null;
  }
}
