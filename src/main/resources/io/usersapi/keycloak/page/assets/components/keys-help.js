/** Which keys there are, and the switch of those that are single letters. */
import { html } from "./element.js";
import { PageDialog } from "./page-dialog.js";
import { remembered } from "../settings.js";
import { t } from "../texts.js";

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
      <div class="pf-v5-c-check">
        <input class="pf-v5-c-check__input" type="checkbox" id="letters" .checked=${remembered.get("letters") !== "off"}
          @change=${(event) => remembered.set("letters", event.target.checked ? "on" : "off")}>
        <label class="pf-v5-c-check__label" for="letters">${t("keys.letters")}</label>
      </div>`;
  }

  actions() {
    return html`<button class="pf-v5-c-button pf-m-primary" type="submit" autofocus>${t("close")}</button>`;
  }

  submit() {
    this.close();
  }
}

customElements.define("keys-help", KeysHelp);
