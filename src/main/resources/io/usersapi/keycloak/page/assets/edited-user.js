/** One user as it was read, with what is typed on top of it, until that is saved, discarded or settled with another's change. */
import * as api from "./api.js";
import { may } from "./names.js";

export class EditedUser {
  constructor() {
    /** Hears whenever there is something new to show. */
    this.changed = () => {};
    this.clear();
  }

  clear() {
    /** @type {any} */
    this.user = null;
    this.tag = "";
    /** @type {any} */
    this.draft = {};
    this.problem = null;
    /** The newest version, where somebody else has saved one meanwhile. @type {{data: any, tag: string} | null} */
    this.theirs = null;
    this.saving = false;
  }

  /** The body of the update that would save what is typed. */
  get changes() {
    return this.user ? update(this.draft, fieldsOf(this.user)) : {};
  }

  get isChanged() {
    return Object.keys(this.changes).length > 0;
  }

  async read(id) {
    try {
      const { data, tag } = await api.user(id);
      // A directory keeps whom one cannot delete here.
      this.take({ data: may("DELETE", data) ? data : { ...data, ...(await api.profile(data.id)) }, tag });
    } catch (problem) {
      problem.unread = true;
      this.problem = problem;
    }
    this.changed();
  }

  /**
   * A newer version. What is typed stays; where the other changed the same field, saving shows both versions.
   * @param {{data: any, tag: string}} version
   * @param {any} [sent] what was saved, where the newer version is the answer to that: then there is no other
   */
  take({ data, tag }, sent) {
    this.problem = null;
    const [before, now] = [sent ?? (this.user ? fieldsOf(this.user) : {}), fieldsOf(data)];
    const typed = this.user?.id === data.id ? differing(this.draft, before) : [];
    const others = differing(before, now);
    if (!sent && typed.some((name) => others.includes(name))) {
      this.user = { ...this.user, status: data.status, type: data.type };
      return;
    }
    const kept = Object.fromEntries(typed.map((name) => [name, this.draft[name]]));
    Object.assign(this, { user: data, tag, draft: { ...now, ...kept }, theirs: null });
  }

  edit(name, value) {
    this.draft = { ...this.draft, [name]: value };
    this.changed();
  }

  discard() {
    this.draft = fieldsOf(this.user);
    this.problem = null;
    this.changed();
  }

  /** @returns {Promise<boolean>} whether it is saved */
  async save() {
    if (this.saving || !this.isChanged) {
      return false;
    }
    const sent = this.draft;
    this.saving = true;
    this.problem = null;
    this.changed();
    try {
      const saved = await api.change(this.user.id, this.changes, this.tag);
      // What is allowed a read tells alone.
      this.take({ ...saved, data: { ...this.user, ...saved.data } }, sent);
    } catch (problem) {
      const late = problem.code === "precondition_failed";
      const theirs = late ? await api.user(this.user.id).catch(() => null) : null;
      this.problem = theirs ? null : problem;
      if (theirs && differing(sent, fieldsOf(theirs.data)).length === 0) {
        // It was saved before, and the answer was lost.
        Object.assign(this, { user: theirs.data, tag: theirs.tag });
      } else {
        this.theirs = theirs;
      }
    }
    this.saving = false;
    this.changed();
    return !this.problem && !this.theirs;
  }

  /** The choice of the person: the fields of theirs that they keep, on top of the newest version. */
  settle(mine) {
    const { data, tag } = this.theirs;
    Object.assign(this, { user: data, tag, draft: { ...fieldsOf(data), ...mine }, theirs: null });
    this.changed();
    return this.save();
  }
}

/** The fields that can be changed on the screen, in one flat form: `name`, `email`, `roles`, `attributes.NAME`. */
export function fieldsOf(user) {
  const attributes = Object.entries(user.attributes ?? {}).map(([name, values]) => [`attributes.${name}`, values]);
  return {
    name: user.name ?? "",
    email: user.email ?? "",
    roles: user.roles.map((role) => role.id).sort(),
    ...("email_verified" in user && { email_verified: user.email_verified }),
    ...Object.fromEntries(attributes),
  };
}

export const same = (one, other) => JSON.stringify(one ?? []) === JSON.stringify(other ?? []);

/** The names of the fields that differ. */
export const differing = (one, other) =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((name) => !same(one[name], other[name]));

/** The body of an update: the changed fields alone, an attribute without values as null, which removes it. */
export function update(draft, saved) {
  const body = {};
  for (const name of differing(draft, saved)) {
    if (name.startsWith("attributes.")) {
      body.attributes ??= {};
      body.attributes[name.slice("attributes.".length)] = draft[name]?.some(Boolean)
        ? draft[name].filter(Boolean)
        : null;
    } else {
      body[name] = draft[name];
    }
  }
  return body;
}
