import { RotateCw } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "../../i18n";
import { unkeptRuns, useApp } from "../../store";
import { Button, Note, Progress } from "../../ui";
import type { LatePart } from "./latePart";
import { isReplaced } from "./newBuild";

/** A part of the page whose code is fetched late. Each time it is opened, a failed fetch is tried again. */
export function LateView({ part }: { readonly part: LatePart }) {
  const { t } = useTranslation("shell");
  const state = useSyncExternalStore(part.subscribe, part.state);
  useEffect(() => void part.fetch(), [part]);
  if (state.status === "ready") return <state.View />;
  return state.status === "failed" ? <Unfetched part={part} /> : <Progress part={null} label={t("opening")} />;
}

/** What is wrong and what helps: another try, or, where the server has a newer build, a reload, which loses nothing that is stored. */
function Unfetched({ part }: { readonly part: LatePart }) {
  const { t } = useTranslation("shell");
  const [replaced, setReplaced] = useState(false);
  const unkept = useApp((state) => unkeptRuns(state).length);
  useEffect(() => {
    let wanted = true;
    void isReplaced().then((found) => wanted && setReplaced(found));
    return () => {
      wanted = false;
    };
  }, []);
  const again = (
    <Button tone={replaced ? "plain" : "primary"} icon={<RotateCw aria-hidden="true" />} onClick={() => void part.fetch()}>
      {t("tryAgain")}
    </Button>
  );
  return (
    <div role="alert">
      <Note
        tone="bad"
        title={t(replaced ? "partReplaced" : "partUnfetched")}
        actions={
          <>
            {replaced && (
              <Button tone="primary" onClick={() => window.location.reload()}>
                {t("reload")}
              </Button>
            )}
            {again}
          </>
        }
      >
        <p>{t(replaced ? "partReplacedHelp" : "partUnfetchedHelp")}</p>
        {replaced && unkept > 0 && <p>{t("partReplacedUnkept", { count: unkept })}</p>}
      </Note>
    </div>
  );
}
