/** The session is over: the person signs in again in a window of its own, and what is typed stays. */
import { button, html } from "./element.js";
import { PageDialog } from "./page-dialog.js";
import { prepareAgain, signIn } from "../session.js";
import { language, t } from "../texts.js";

export class SignInAgain extends PageDialog {
  constructor() {
    super();
    // Before the click: a browser lets a window open only at once.
    this.prepared = prepareAgain(language());
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

  /** Without a session there is nothing to go back to. */
  get closable() {
    return false;
  }

  close() {}

  /** Each try is a sign-in of its own: a code is good once, and Keycloak ends the session of whoever shows it twice. */
  async submit() {
    const { prepared } = this;
    this.prepared = prepareAgain(language());
    try {
      await (
        await prepared
      )();
      this.tell("done-again");
    } catch (problem) {
      this.problem = problem;
    }
  }
}

customElements.define("sign-in-again", SignInAgain);
