/** What is typed about a user and not saved yet, beside what the API said. */

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
