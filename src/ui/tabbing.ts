let held = false;

if (typeof window !== "undefined") {
  window.addEventListener("keydown", (event) => (held = event.key === "Tab"), true);
  window.addEventListener("keyup", () => (held = false), true);
  window.addEventListener("blur", () => (held = false));
}

/** Whether the Tab key is down: focus that arrives now was moved by the person, not by the page. */
export const tabbing = (): boolean => held;
