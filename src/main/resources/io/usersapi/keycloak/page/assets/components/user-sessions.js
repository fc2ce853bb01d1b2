/** Where a user is signed in, and the end of all that. */
import { PageElement, button, html, nothing, shown, t } from "./element.js";
import * as api from "../api.js";
import { attempt } from "../acts.js";
import { nameOf, timeAgo } from "../names.js";

export class UserSessions extends PageElement {
  static properties = { user: {}, sessions: { state: true } };

  constructor() {
    super();
    this.user = null;
    this.sessions = null;
  }

  willUpdate(changed) {
    if (changed.has("user")) {
      this.load();
    }
  }

  load() {
    return attempt(this, async () => (this.sessions = await api.sessions(this.user.id)));
  }

  end() {
    attempt(this, async () => {
      await api.endSessions(this.user.id);
      this.tell("done", { text: t("sessionsEnded", { name: nameOf(this.user) }) });
      await this.load();
      this.focusOn("[tabindex]");
    });
  }

  render() {
    if (!this.sessions) {
      return html`<p aria-busy="true">${t("loading")}</p>`;
    }
    return html`<p tabindex="-1">${t("sessions", { count: this.sessions.length })}</p>
      <ul class="ua-sessions">
        ${this.sessions.map(
          (session) => html`<li>
            <strong>${shown(session.ip_address)}</strong> ${session.offline ? html`<em>${t("offlineSession")}</em>` : nothing}
            <div>${t("lastAccess")} ${timeAgo(session.last_access_at)}</div>
            <div>${shown(session.clients.join(", "))}</div>
          </li>`,
        )}
      </ul>
      ${this.sessions.length > 0 ? button(t("endSessions"), this.end, "pf-m-secondary pf-m-danger") : nothing}`;
  }
}

customElements.define("user-sessions", UserSessions);
