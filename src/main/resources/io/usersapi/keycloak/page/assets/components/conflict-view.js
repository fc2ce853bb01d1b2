/** Somebody changed the user meanwhile: both versions, field by field, to choose from. */
import { PageElement, box, button, group, html, knows, shown, t } from "./element.js";
import { differing, fieldsOf, same } from "../edited-user.js";

export class ConflictView extends PageElement {
  /** `user` as it was read, `draft` as it was typed, `theirs` as it is now. */
  static properties = { user: {}, draft: {}, theirs: {}, roles: {}, profile: {}, choices: { state: true } };

  constructor() {
    super();
    this.user = null;
    this.draft = {};
    this.theirs = null;
    this.roles = [];
    this.profile = [];
    this.choices = {};
  }

  /** The fields that the person has changed, and those that the other has. */
  get fields() {
    const [before, now] = [fieldsOf(this.user), fieldsOf(this.theirs)];
    const mine = differing(this.draft, before);
    const others = differing(now, before);
    return [...new Set([...mine, ...others])].map((name) => ({
      name,
      mine: mine.includes(name) ? this.draft[name] : undefined,
      theirs: now[name],
      both: mine.includes(name) && others.includes(name) && !same(this.draft[name], now[name]),
      other: others.includes(name),
    }));
  }

  render() {
    return html`<form class="ua-conflict" @submit=${this.submit}>
      <h3 class="pf-v5-c-title pf-m-md" tabindex="-1">${t("conflict.heading")}</h3>
      <p>${t("conflict.text")}</p>
      ${this.fields.map((field) => this.field(field))}
      <footer class="ua-panel__save">
        ${button(t("conflict.theirs"), () => this.tell("settle", {}), "pf-m-link")}
        ${button(t("save"), null, "pf-m-primary")}
      </footer>
    </form>`;
  }

  field({ name, mine, theirs, both, other }) {
    const way = (value, label, text) =>
      box({
        type: "radio",
        name: `choice-${name}`,
        id: `${value}-${name}`,
        label: html`${label}: <bdi>${text}</bdi>`,
        checked: (this.choices[name] ?? "mine") === value,
        change: () => (this.choices = { ...this.choices, [name]: value }),
      });
    if (both) {
      return group(this.label(name), [
        way("mine", t("conflict.keepMine"), this.text(name, mine)),
        way("theirs", t("conflict.takeTheirs"), this.text(name, theirs)),
      ]);
    }
    return html`<div class="ua-field">
      <span class="pf-v5-c-form__label-text">${this.label(name)}</span>
      <div>${other ? t("conflict.changedByOther") : t("conflict.changedByYou")}: <bdi>${this.text(name, other ? theirs : mine)}</bdi></div>
    </div>`;
  }

  label(name) {
    const attribute = this.profile.find((known) => `attributes.${known.name}` === name);
    return attribute?.label || (knows(`field.${name}`) ? t(`field.${name}`) : name.replace("attributes.", ""));
  }

  text(name, value) {
    if (name === "roles") {
      const known = [...this.roles, ...this.user.roles, ...this.theirs.roles];
      return value.map((id) => shown(known.find((role) => role.id === id)?.name ?? id)).join(", ") || "–";
    }
    const key = `${name}.${value}`;
    return knows(key) ? t(key) : shown([value].flat().join(", ")) || "–";
  }

  submit(event) {
    event.preventDefault();
    const kept = this.fields.filter(
      ({ name, mine }) => mine !== undefined && (this.choices[name] ?? "mine") === "mine",
    );
    this.tell("settle", Object.fromEntries(kept.map(({ name, mine }) => [name, mine])));
  }
}

customElements.define("conflict-view", ConflictView);
