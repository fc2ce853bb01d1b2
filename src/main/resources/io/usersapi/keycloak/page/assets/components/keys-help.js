/** The keys of the page: what they do, which there are, and the switch of those that are single letters (WCAG 2.1.4). */
import { box, html, t } from "./element.js";
import { PageDialog } from "./page-dialog.js";
import { remembered } from "../settings.js";

const KEYS = [
  ["/", "search"],
  ["↑ ↓", "rows"],
  ["Enter", "open"],
  ["Space", "select"],
  ["Esc", "close"],
  ["?", "help"],
];

/** Letters are letters where one types. @param {{search: () => void, help: () => void, close: () => void}} acts */
export const shortcuts = (acts) => (event) => {
  const at = /** @type {Element} */ (event.target);
  const key = { "/": acts.search, "?": acts.help }[event.key];
  if (event.key === "Escape" && !at.closest("dialog")) {
    acts.close();
  } else if (key && areLettersOn() && !at.closest("input, select, textarea, dialog")) {
    event.preventDefault();
    key();
  }
};

const areLettersOn = () => remembered.get("letters") !== "off";

export class KeysHelp extends PageDialog {
  heading() {
    return t("keys");
  }

  body() {
    return html`<dl class="ua-keys">
        ${KEYS.map(([key, name]) => html`<dt><kbd>${key}</kbd></dt><dd>${t(`keys.${name}`)}</dd>`)}
      </dl>
      ${box({
        type: "check",
        id: "letters",
        label: t("keys.letters"),
        checked: areLettersOn(),
        change: (on) => remembered.set("letters", on ? "on" : "off"),
      })}`;
  }

  actions() {
    return html`<button class="pf-v5-c-button pf-m-primary" type="submit" autofocus>${t("close")}</button>`;
  }

  submit() {
    this.close();
  }
}

customElements.define("keys-help", KeysHelp);
