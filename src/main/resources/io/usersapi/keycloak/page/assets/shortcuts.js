/** The keys of the page. Single letters can be switched off (WCAG 2.1.4), and are letters where one types. */
import { remembered } from "./settings.js";

/** @param {{search: () => void, help: () => void, close: () => void}} acts */
export const shortcuts = (acts) => (event) => {
  const at = /** @type {Element} */ (event.target);
  const key = { "/": acts.search, "?": acts.help }[event.key];
  if (event.key === "Escape" && !at.closest("dialog")) {
    acts.close();
  } else if (key && remembered.get("letters") !== "off" && !at.closest("input, select, textarea, dialog")) {
    event.preventDefault();
    key();
  }
};
