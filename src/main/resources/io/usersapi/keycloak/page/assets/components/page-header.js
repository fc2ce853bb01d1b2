/** The top of the page: the realm, the language, light and dark, and who is here. */
import { PageElement, caret, html, nothing, sign } from "./element.js";
import { language, languageName, speak, t } from "../texts.js";
import { isDark, switchTheme } from "../theme.js";
import { settings } from "../settings.js";
import { signOut } from "../session.js";
import { address } from "../route.js";
import { nameOf } from "../names.js";
import "./action-menu.js";

export class PageHeader extends PageElement {
  static properties = { me: {} };

  constructor() {
    super();
    this.me = null;
  }

  render() {
    return html`<header class="ua-header">
      <a class="ua-header__realm" href=${address({})}>${settings.title}</a>
      <div class="ua-header__tools">
        ${settings.languages.length > 1 ? this.languages() : nothing}
        <button class="pf-v5-c-button pf-m-plain" type="button" aria-pressed=${isDark()} aria-label=${t("dark")}
          title=${t("dark")} @click=${this.turn}>
          ${sign("fa-adjust")}
        </button>
        ${this.me ? this.person() : nothing}
      </div>
    </header>`;
  }

  languages() {
    return html`<span class="pf-v5-c-form-control ua-header__language">
      <select aria-label=${t("language")} @change=${this.speak}>
        ${settings.languages.map(
          (tag) => html`<option value=${tag} lang=${tag} ?selected=${tag === language()}>${languageName(tag)}</option>`,
        )}
      </select>
      ${caret}
    </span>`;
  }

  person() {
    // Who may not manage users can do nothing here but leave.
    const items = () =>
      [
        { label: t("myself"), act: () => (location.hash = address({}, this.me.id)) },
        { label: t("keys"), act: () => this.tell("help") },
        { label: t("signOut"), act: () => this.leave() },
      ].slice(document.querySelector("users-page") ? 0 : 2);
    return html`<action-menu .items=${items} .text=${html`<bdi>${nameOf(this.me)}</bdi>`}></action-menu>`;
  }

  speak(event) {
    speak(event.target.value).catch(() => this.tell("trouble", { problem: { code: "offline" } }));
  }

  turn() {
    switchTheme();
    this.requestUpdate();
  }

  leave() {
    signOut().catch(() => this.tell("trouble", { problem: { code: "offline" }, retry: () => this.leave() }));
  }
}

customElements.define("page-header", PageHeader);
