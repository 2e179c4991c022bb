import { useNumber, useTranslation } from "../../i18n";
import { useApp, type TrainedModel } from "../../store";
import { Button } from "../../ui";

/** What can be done with the model that is open: the steps before this one. */
export function WayOn() {
  const { t } = useTranslation("save");
  const goTo = useApp((state) => state.goTo);
  return (
    <>
      <Button onClick={() => goTo("evaluate")}>{t("evaluate")}</Button>
      <Button onClick={() => goTo("predict")}>{t("predict")}</Button>
    </>
  );
}

/** `3 layers · 105 parameters` */
export function ModelFacts({ model }: { readonly model: TrainedModel }) {
  const { t } = useTranslation("save");
  const number = useNumber();
  const facts = [t("layers", { count: model.experiment.layers.length }), t("parameters", { count: model.parameters, shown: number(model.parameters) })];
  return facts.join(" · ");
}
