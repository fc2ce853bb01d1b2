/** Which keys there are, and the switch of those that are single letters. */
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
        checked: remembered.get("letters") !== "off",
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
