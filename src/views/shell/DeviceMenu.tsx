import { Cpu } from "lucide-react";
import { useMemo } from "react";
import { useNumber, useText, useTranslation } from "../../i18n";
import { measuredFor, useApp } from "../../store";
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
  const experiment = useApp((state) => state.history.present);
  const measurements = useApp((state) => state.measurements);
  const training = useApp((state) => state.runs.find(({ status }) => status !== "ended")?.trainedBy);
  const number = useNumber();
  const setBackend = useApp((state) => state.setBackend);
  const known = useMemo(() => (device ? measuredFor(device, experiment, measurements) : undefined), [device, experiment, measurements]);
  const fastest = known?.rows.find(({ milliseconds }) => milliseconds !== undefined);
  const measured = (backend: BackendName): string | undefined => {
    const milliseconds = known?.rows.find((row) => row.backend === backend)?.milliseconds;
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
  // A run may be trained by something else than what tfjs is on.
  const used = training ?? device;
  const label = used ? shown(used.label) : t("deviceUnknown");
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
