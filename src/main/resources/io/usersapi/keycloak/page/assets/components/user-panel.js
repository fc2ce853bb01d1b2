/** One user beside the list: what it is, what can be changed, and what can be done. */
import { PageElement, cross, html, nothing } from "./element.js";
import { repeat } from "../lit/lit-html/directives/repeat.js";
import { day, t } from "../texts.js";
import { has } from "../settings.js";
import { giveBackRoles } from "../acts.js";
import { address, go } from "../route.js";
import { may, nameOf, statusLabel } from "../names.js";
import "./conflict-view.js";
import "./panel-acts.js";
import { panelTabs } from "./panel-tabs.js";
import "./user-form.js";
import "./user-sessions.js";

export class UserPanel extends PageElement {
  static properties = { userId: {}, tab: {}, query: {}, roles: {}, profile: {}, drafts: {} };

  constructor() {
    super();
    this.userId = "";
    this.tab = "details";
    this.query = {};
    this.roles = [];
    this.profile = [];
    /** @type {import("../drafts.js").Drafts} */
    this.drafts = null;
    this.edited = null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.drafts.leave();
  }

  willUpdate(changed) {
    if (changed.has("userId")) {
      this.edited = this.drafts.open(this.userId, () => this.requestUpdate());
      this.load().then(() => this.opened());
    }
  }

  load() {
    return this.edited.read(this.userId);
  }

  /** A link that was made elsewhere can name a user by the address. */
  opened() {
    const { user } = this.edited;
    if (user && user.id !== this.userId) {
      go(address(this.query, user.id, this.tab), true);
    }
    this.focusOn("#panel-heading");
  }

  async save(saving = this.edited.save()) {
    // Another user may be open when the answer comes.
    const { edited } = this;
    const { user: before, changes } = edited;
    const saved = await saving;
    const left = this.drafts.tellOf(edited);
    if (saved) {
      this.tell("done", {
        text: t("saved", { name: nameOf(edited.user) }),
        undo: String(Object.keys(changes)) === "roles" && (() => giveBackRoles(this, before)),
      });
      this.tell("changed", before.id);
      // A button that can be pressed no more loses the focus.
      if (document.activeElement === document.body) {
        this.focusOn("#panel-heading");
      }
    } else if (!left) {
      this.focusOn(edited.theirs ? "conflict-view h3" : "[aria-invalid=true]");
    }
  }

  render() {
    const { user, problem, draft } = this.edited;
    return html`<aside class="ua-panel" aria-labelledby="panel-heading">
      <header class="ua-panel__head">
        <h2 class="pf-v5-c-title pf-m-lg" id="panel-heading" tabindex="-1"><bdi>${user ? nameOf(user) : t(problem ? "type.user" : "loading")}</bdi></h2>
        ${cross(() => this.tell("shut"))}
      </header>
      ${
        problem
          ? html`<problem-alert .problem=${problem}
            .fields=${this.tab === "details" ? Object.keys(draft).filter((name) => !/^(roles|email_verified)$/.test(name)) : []}
            .retry=${problem.passes ? () => (problem.unread ? this.load() : this.save()) : null}></problem-alert>`
          : nothing
      }
      ${
        // Anew for each user: a count-down or sessions of the one before may not stay.
        repeat(
          user ? [user] : [],
          (user) => user.id,
          (user) => this.content(user),
        )
      }
    </aside>`;
  }

  content(user) {
    const readOnly = !may("PATCH", user);
    const tabs = ["details", "roles", ...(has("/users/{user}/sessions") ? ["sessions"] : [])];
    const tab = tabs.includes(this.tab) ? this.tab : "details";
    return html`<p>${statusLabel(user)} ${t(`type.${user.type}`)}
        ${user.created_at ? html`· ${t("since", { date: day(user.created_at) })}` : nothing}</p>
      ${panelTabs(tabs, tab, (name) => address(this.query, this.userId, name))}
      ${readOnly ? html`<p>${t("problem.privileged")}</p>` : nothing}
      <fieldset class="ua-group" ?disabled=${readOnly}>${this.section(tab)}</fieldset>
      ${readOnly ? nothing : html`<panel-acts .user=${user}></panel-acts>`}`;
  }

  section(tab) {
    const { user, draft, theirs, problem, saving, isChanged } = this.edited;
    if (theirs) {
      return html`<conflict-view .user=${user} .draft=${draft} .theirs=${theirs.data} .roles=${this.roles} .profile=${this.profile}
        @settle=${(event) => this.save(this.edited.settle(event.detail))}></conflict-view>`;
    }
    if (tab === "sessions") {
      return html`<user-sessions .user=${user}></user-sessions>`;
    }
    return html`<user-form .tab=${tab} .user=${user} .draft=${draft} .roles=${this.roles} .profile=${this.profile} .problem=${problem}
      .saving=${saving} .changed=${isChanged} @edit=${(event) => this.edited.edit(event.detail.name, event.detail.value)}
      @discard=${() => this.edited.discard()} @save=${() => this.save()}></user-form>`;
  }
}

customElements.define("user-panel", UserPanel);
