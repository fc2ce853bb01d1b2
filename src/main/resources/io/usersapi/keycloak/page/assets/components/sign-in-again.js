/** Is shown when the session has ended. The person signs in again in a second window, and what was typed stays. */
import { button, html } from "./element.js";
import { PageDialog } from "./page-dialog.js";
import { prepareAgain, signIn } from "../session.js";
import { language, t } from "../texts.js";

export class SignInAgain extends PageDialog {
  constructor() {
    super();
    // The request is prepared before the click: browsers let a page open a window only right in the click.
    this.ready = prepareAgain(language());
    this.open = null;
    this.ready.then((open) => (this.open = open));
  }

  heading() {
    return t("again.heading");
  }

  body() {
    return html`<p>${t("again.text")}</p>`;
  }

  actions() {
    return html`<button class="pf-v5-c-button pf-m-primary" type="submit" autofocus>${t("signIn")}</button>
      ${button(t("again.leave"), () => signIn(language()), "pf-m-link")}`;
  }

  /** The dialog cannot be closed: without a session the page shows nothing. */
  get closable() {
    return false;
  }

  close() {}

  submit() {
    const done = this.open?.();
    done?.then(
      () => this.tell("done-again"),
      (problem) => (this.problem = problem),
    );
  }
}

customElements.define("sign-in-again", SignInAgain);
