import { Component, type ReactNode } from "react";
import { useTranslation } from "../../i18n";
import { Button, Note } from "../../ui";

/**
 * Keeps a fault in one part of the page from taking the rest with it: a picture that fails to draw, or code that could
 * not be fetched because the network went or the site was renewed meanwhile.
 */
export class Fence extends Component<{ readonly children: ReactNode }, { readonly fault: unknown }> {
  override state: { readonly fault: unknown } = { fault: undefined };

  static getDerivedStateFromError(fault: unknown) {
    return { fault };
  }

  override render(): ReactNode {
    return this.state.fault === undefined ? this.props.children : <Fault fault={this.state.fault} />;
  }
}

function Fault({ fault }: { readonly fault: unknown }) {
  const { t } = useTranslation("shell");
  const message = fault instanceof Error ? fault.message : String(fault);
  return (
    <div role="alert">
      <Note tone="bad" title={t("faultTitle")} actions={<Button onClick={() => window.location.reload()}>{t("reload")}</Button>}>
        <p>{t("faultHelp")}</p>
        <p>
          <code>{message}</code>
        </p>
      </Note>
    </div>
  );
}
