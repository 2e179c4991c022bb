import { Cpu } from "lucide-react";
import { useNumber, useText, useTranslation } from "../../i18n";
import { useApp } from "../../store";
import type { BackendName, DeviceStatus } from "../../training/protocol";
import { Button, Menu, MenuChoice, type MenuOption } from "../../ui";
import styles from "./Header.module.css";
import { useDeviceLabel } from "./useDeviceLabel";

/** Where the mathematics happens, and what else could do it here. */
export function DeviceMenu() {
  const { t } = useTranslation("shell");
  const say = useText();
  const shown = useDeviceLabel();
  const device = useApp((state) => state.device);
  const calibration = useApp((state) => state.calibration);
  const number = useNumber();
  const setBackend = useApp((state) => state.setBackend);
  const [fastest] = calibration?.rows ?? [];
  const measured = (backend: BackendName): string | undefined => {
    const milliseconds = calibration?.rows.find((row) => row.backend === backend)?.milliseconds;
    return milliseconds === undefined ? undefined : t("deviceMeasured", { milliseconds: number(milliseconds, { maximumSignificantDigits: 3 }) });
  };
  const helpOf = ({ backend, software, reason }: DeviceStatus["available"][number]): string | undefined =>
    reason ? say(reason) : (measured(backend) ?? (software ? t("deviceSoftware") : undefined));
  const options: MenuOption<BackendName | "auto">[] = [
    { value: "auto", label: t("deviceAuto"), help: fastest ? t("deviceFastest", { device: shown(fastest.label) }) : t("deviceAutoHelp") },
    ...(device?.available ?? []).map((row) => {
      const help = helpOf(row);
      return { value: row.backend, label: shown(row.label), ...(help ? { help } : {}), ...(row.reason ? { disabled: true } : {}) };
    }),
  ];
  const label = device ? shown(device.label) : t("deviceUnknown");
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
