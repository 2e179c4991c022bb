import { useTranslation } from "../../i18n";
import type { Family } from "../../layers";

/** What the families of layers are called. */
export function useFamilyWords(): Readonly<Record<Family, string>> {
  const { t } = useTranslation("define");
  return {
    core: t("familyCore"),
    convolution: t("familyConvolution"),
    pooling: t("familyPooling"),
    normalization: t("familyNormalization"),
    regularization: t("familyRegularization"),
    reshaping: t("familyReshaping"),
  };
}
