/** The request for a sign-in: what is sent (RFC 6749, section 4.1.1; RFC 7636), and what is kept to check the answer by. */

/**
 * Begins a sign-in.
 * @param {{endpoint: string, client: string, home: string, prefix: string, language: string}} request `home` is where the
 *   answer goes, `prefix` what the state begins with
 */
export async function begin({ endpoint, client, home, prefix, language }) {
  const state = prefix + random();
  const nonce = random();
  const verifier = random();
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const parameters = new URLSearchParams({
    client_id: client,
    redirect_uri: home,
    response_type: "code",
    scope: "openid",
    state,
    nonce,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: "S256",
    ui_locales: language,
  });
  return { state, nonce, verifier, address: `${endpoint}?${parameters}` };
}

/** What an ID token says. */
export function claimsOf(token) {
  const text = atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (letter) => letter.charCodeAt(0))));
}

const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
