import { Cpu } from "lucide-react";
import { useText, useTranslation } from "../../i18n";
import { useApp } from "../../store";
import type { BackendName } from "../../training/protocol";
import { Button, Menu, MenuChoice, type MenuOption } from "../../ui";
import styles from "./Header.module.css";

/** Where the mathematics happens, and what else could do it here. */
export function DeviceMenu() {
  const { t } = useTranslation("shell");
  const say = useText();
  const device = useApp((state) => state.device);
  const setBackend = useApp((state) => state.setBackend);
  const options: MenuOption<BackendName | "auto">[] = [
    { value: "auto", label: t("deviceAuto"), help: t("deviceAutoHelp") },
    ...(device?.available ?? []).map(({ backend, label, software, reason }) => ({
      value: backend,
      label,
      ...(reason ? { help: say(reason), disabled: true } : software ? { help: t("deviceSoftware") } : {}),
    })),
  ];
  const label = device?.label ?? t("deviceUnknown");
  return (
    <Menu
      align="end"
      trigger={
        <Button className={styles.chip} disabled={!device} aria-label={t("deviceOf", { device: label })} icon={<Cpu aria-hidden="true" />}>
          <span className={styles.chipText}>{label}</span>
        </Button>
      }
    >
      <MenuChoice
        label={t("device")}
        options={options}
        value={device && !device.automatic ? device.backend : "auto"}
        onChange={(backend) => void setBackend(backend)}
      />
    </Menu>
  );
}
