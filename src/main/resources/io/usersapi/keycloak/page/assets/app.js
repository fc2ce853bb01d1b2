/** The page: who is here, what the address says, and which view answers it. */
import { PageElement, button, cross, html, nothing } from "./components/element.js";
import * as api from "./api.js";
import * as session from "./session.js";
import { language, load, t } from "./texts.js";
import { route } from "./route.js";
import { settings } from "./settings.js";
import { applyTheme } from "./theme.js";
import "./components/empty-state.js";
import "./components/keys-help.js";
import "./components/page-header.js";
import "./components/problem-alert.js";
import "./components/sign-in-again.js";
import "./components/toast-list.js";
import "./components/users-page.js";

class UsersApp extends PageElement {
  static properties = {
    phase: { state: true },
    me: { state: true },
    route: { state: true },
    trouble: { state: true },
    again: { state: true },
    help: { state: true },
  };

  constructor() {
    super();
    this.phase = "loading";
    this.me = null;
    this.route = route();
    this.trouble = null;
    this.again = null;
    /** @type {any} */
    this.resume = null;
    this.help = false;
  }

  /** Begins where it is drawn, not where it is made: tools that look at a page copy its elements. */
  connectedCallback() {
    super.connectedCallback();
    // What was refused at another place is told there.
    window.addEventListener("hashchange", () => Object.assign(this, { route: route(), trouble: null }));
    window.addEventListener("offline", () => (this.trouble ??= { problem: { code: "offline" } }));
    // What could not be done meanwhile is still to be done: the list may be that of before.
    window.addEventListener("online", () => this.trouble?.retry || (this.trouble = null));
    api.whenSignedOut(() => this.signInAgain());
    api.whenForbidden(() => (this.phase = "forbidden"));
    this.addEventListener("trouble", (event) => (this.trouble = /** @type {CustomEvent} */ (event).detail));
    this.addEventListener("done", (event) => this.done(/** @type {CustomEvent} */ (event).detail));
    this.addEventListener("help", () => (this.help = true));
    this.boot();
  }

  async boot() {
    try {
      await load();
      if (!crypto.subtle) {
        this.phase = "insecure";
        return;
      }
      this.phase = (await session.start(language())) ? "in" : "out";
      this.route = route();
    } catch {
      this.phase = "failed";
    }
    if (this.phase === "in") {
      // Whoever is signed in can sign out.
      this.me = await api.me().catch(() => ({ id: session.who(), name: t("myself") }));
    }
  }

  done(toast) {
    this.trouble = null;
    /** @type {any} */ (this.querySelector("toast-list"))?.show(toast);
  }

  /** All requests that wait for a session wait for the same answer. */
  signInAgain() {
    this.again ??= new Promise((resolve) => (this.resume = resolve));
    return this.again;
  }

  signedIn() {
    this.resume();
    this.again = null;
  }

  render() {
    return html`
      <page-header .me=${this.me}></page-header>
      ${
        this.trouble
          ? html`<div class="ua-trouble">
            <problem-alert .problem=${this.trouble.problem} .retry=${this.trouble.retry && (() => this.retry())}></problem-alert>
            ${cross(() => (this.trouble = null))}
          </div>`
          : nothing
      }
      ${this.view()}
      ${this.phase === "forbidden" ? nothing : html`<toast-list></toast-list>`}
      ${this.again ? html`<sign-in-again @done-again=${this.signedIn}></sign-in-again>` : nothing}
      ${this.help ? html`<keys-help @close=${() => (this.help = false)}></keys-help>` : nothing}
    `;
  }

  retry() {
    const { retry } = this.trouble;
    this.trouble = null;
    retry();
  }

  view() {
    const state = (icon, key, actions) => html`<main class="ua-state">
      <empty-state main .icon=${icon} .heading=${t(`${key}.heading`)} .text=${t(`${key}.text`, { realm: settings.title })} .actions=${actions}>
      </empty-state>
    </main>`;
    const signIn = () => session.signIn(language());
    switch (this.phase) {
      case "in":
        return html`<users-page .route=${this.route}></users-page>`;
      case "out":
        return state("fa-sign-out-alt", "signedOut", button(t("signIn"), signIn, "pf-m-primary"));
      case "failed":
        return state("fa-exclamation-circle", "signInFailed", button(t("tryAgain"), signIn, "pf-m-primary"));
      case "forbidden":
        return state("fa-lock", "forbidden", button(t("signOut"), session.signOut, "pf-m-primary"));
      case "insecure":
        return state("fa-lock", "insecure", nothing);
      default:
        return html`<main class="ua-state" aria-busy="true"></main>`;
    }
  }
}

applyTheme();
customElements.define("users-app", UsersApp);
