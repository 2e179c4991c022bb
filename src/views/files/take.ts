import { useCallback, useEffect, useRef } from "react";
import { datasets, type DatasetName, type Glance } from "../../datasets";
import { edits } from "../../experiment";
import { defaultsOf, Refusal, text } from "../../schema";
import { useAppStore, type AppStore } from "../../store";
import { wordsOf } from "../../store/refused";
import { openInTurn } from "./openInTurn";
import { planOf, type Place, type Route } from "./route";
import { pictureTaker } from "./takers";

interface Looked extends Glance {
  readonly file: File;
}

async function look(file: File): Promise<Looked> {
  const { name, size } = file;
  try {
    return { name, size, head: new Uint8Array(await file.slice(0, 512).arrayBuffer()), file };
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Refusal(
      text(`“${name}” could not be read (${why}). Was it moved or changed? Drop it again`, `无法读取“${name}”（${why}）。文件是否被移动或修改？请重新拖入`),
    );
  }
}

/** Data of a kind may come when somebody looks at the Load step, or has chosen that kind before. */
export const takesData = (store: AppStore) => (kind: DatasetName): boolean => {
  const { step, history } = store.getState();
  return step === "load" || history.present.dataset.kind === kind;
};

/** A zone that files were dropped on: what it is for, and its own way with them. */
interface Zone {
  readonly place: Place;
  readonly take: (files: readonly File[]) => void;
}

/**
 * Does with files what they are for; what cannot be done is told. A zone gets what is meant for it, and what nobody
 * knows: it can say best why it does not take that.
 */
export async function take(files: readonly File[], store: AppStore, zone?: Zone): Promise<void> {
  const looked = await Promise.all(files.map(look));
  const plan = planOf(looked, { takesData: takesData(store), takesPicture: pictureTaker() !== undefined }, zone?.place);
  if (plan.passedOver) store.getState().tell("info", plan.passedOver);
  for (const route of plan.routes) await follow(route, files, store, zone);
}

async function follow(route: Route<Looked>, files: readonly File[], store: AppStore, zone?: Zone): Promise<void> {
  const { tell, goTo, edit, history, importData } = store.getState();
  if (route.to === "nowhere") {
    if (zone && !route.known) zone.take(files);
    else tell("error", route.why);
    return;
  }
  const meant = route.files.map(({ file }) => file);
  if (route.to === zone?.place) {
    zone.take(meant);
    return;
  }
  switch (route.to) {
    case "picture":
      pictureTaker()?.(meant);
      break;
    case "data": {
      const { kind } = route;
      if (history.present.dataset.kind !== kind) edit((doc) => edits.setDataset(doc, { kind, values: defaultsOf(datasets.get(kind).fields) }));
      goTo("load");
      await importData(meant);
      break;
    }
    case "model":
      goTo("save");
      await openInTurn(() => store.getState().openFiles(meant));
      break;
  }
}

/**
 * What a zone does with files that are dropped on it: `own`, where they are for it; what is for another part of the page
 * goes there, as if it had been dropped beside every zone. Stays the same function.
 */
export function useZone(place: Place, own: (files: readonly File[]) => void): (files: readonly File[]) => void {
  const store = useAppStore();
  const latest = useRef(own);
  useEffect(() => {
    latest.current = own;
  });
  return useCallback(
    (files) => {
      take(files, store, { place, take: (meant) => latest.current(meant) }).catch((thrown: unknown) => store.getState().tell("error", wordsOf(thrown)));
    },
    [place, store],
  );
}
