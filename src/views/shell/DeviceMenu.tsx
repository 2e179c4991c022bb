import { Cpu, RotateCcw } from "lucide-react";
import { useMemo } from "react";
import { useNumber, useText, useTranslation } from "../../i18n";
import { measuredFor, useApp } from "../../store";
import type { BackendName, DeviceStatus } from "../../training/protocol";
import { Button, Menu, MenuChoice, type MenuOption } from "../../ui";
import styles from "./Header.module.css";
import { useDeviceLabel } from "./useDeviceLabel";

/** Processor or graphics card: what a person knows of a device at first sight. */
function useDeviceKind(): (backend: BackendName) => string {
  const { t } = useTranslation("shell");
  return (backend) => (backend === "webgl" || backend === "webgpu" ? t("card") : t("processor"));
}

/** Which device trains, and which others this computer has. The details of each are in the menu. */
export function DeviceMenu({ className }: { readonly className?: string | undefined }) {
  const { t } = useTranslation("shell");
  const say = useText();
  const shown = useDeviceLabel();
  const kindOf = useDeviceKind();
  const device = useApp((state) => state.device);
  const noDevice = useApp((state) => state.noDevice);
  const reconnect = useApp((state) => state.reconnect);
  const training = useApp((state) => state.runs.find(({ status }) => status !== "ended")?.trainedBy);
  // A run may be trained by something else than what tfjs is on.
  const used = training ?? device;
  const kind = used ? kindOf(used.backend) : t("deviceUnknown");
  if (!used && noDevice) {
    return (
      <div className={className}>
        <Button className={styles.chip} onClick={reconnect} aria-label={`${t("noDevice")}. ${t("tryAgain")}`} title={say(noDevice)} icon={<RotateCcw aria-hidden="true" />}>
          {t("tryAgain")}
        </Button>
      </div>
    );
  }
  return (
    <div className={className}>
      <Menu
        align="end"
        trigger={
          <Button
            className={styles.chip}
            disabled={!device}
            aria-label={used ? t("deviceOf", { kind, device: shown(used.label) }) : t("deviceOfNone", { kind })}
            icon={<Cpu aria-hidden="true" />}
          >
            {kind}
          </Button>
        }
      >
        <DeviceChoice />
      </Menu>
    </div>
  );
}

/** The devices of this computer, inside a menu. */
export function DeviceChoice() {
  const { t } = useTranslation("shell");
  const say = useText();
  const shown = useDeviceLabel();
  const kindOf = useDeviceKind();
  const device = useApp((state) => state.device);
  const experiment = useApp((state) => state.history.present);
  const measurements = useApp((state) => state.measurements);
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
      return { value: row.backend, label: `${kindOf(row.backend)} · ${shown(row.label)}`, ...(help ? { help } : {}), ...(row.reason ? { disabled: true } : {}) };
    }),
  ];
  return (
    <MenuChoice
      label={t("device")}
      options={options}
      value={device && !device.automatic ? device.backend : "auto"}
      onChange={(backend) => void setBackend(backend)}
    />
  );
}
