import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { edits, firstPreset } from "./experiment";
import { preferredLanguage, startI18n, type PageLanguage } from "./i18n";
import { modelFiles } from "./models/client";
import { openStorage } from "./storage/open";
import { createAppStore, startAppStore, StoreProvider, type Services } from "./store";
import { trainingClient } from "./training/client";
import "./ui/theme.css";
import { deliverFile } from "./views/deliverFile";
import { App, fetchAtIdle, followAddress, resolveTheme } from "./views/shell";

/** A name that is used once. `crypto.randomUUID` is missing where the page does not come over HTTPS. */
const newId = (): string => Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(36).padStart(7, "0")).join("");

const storage = openStorage(newId);
const { preferences } = storage;

const kept = preferences.read("language");
const language: PageLanguage = kept === "en" || kept === "zh" ? kept : preferredLanguage(navigator.languages);
const i18n = await startI18n(language);
i18n.on("languageChanged", (chosen) => preferences.write("language", chosen));

// An insecure address has no lock manager.
const { locks } = navigator as { readonly locks?: LockManager };

const files = modelFiles({ spawn: () => new Worker(new URL("./models/worker.ts", import.meta.url), { type: "module" }), locks });
const services: Services = {
  ...storage,
  client: trainingClient(() => new Worker(new URL("./training/worker/main.ts", import.meta.url), { type: "module" }), locks),
  files,
  newId,
  deliver: deliverFile,
};
const store = createAppStore(services, edits.rename(firstPreset.experiment, firstPreset.title[language]));
// Before anything is drawn: the step that the address names is the first to be seen.
followAddress(store, window);

// Before the first paint, so that nobody sees the other colours flash.
document.documentElement.dataset.theme = resolveTheme(store.getState().theme);
createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <StoreProvider value={store}>
      <App />
    </StoreProvider>
  </StrictMode>,
);
await startAppStore(store, services);
fetchAtIdle([async () => files.warm()]);
