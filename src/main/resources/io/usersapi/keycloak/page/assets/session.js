/**
 * Signs in by OpenID Connect: authorization code with PKCE (RFC 7636), state and nonce. The tokens live in the memory of
 * this module alone, never in an address or a storage.
 */
import { settings } from "./settings.js";
import { begin, claimsOf } from "./authorization.js";

const CLIENT = "users-admin";
const SIGNED_OUT = "signed-out";
const AGAIN = "again.";
/** Renewed so many seconds before the end, since a request takes its time. */
const MARGIN = 10;

const home = location.origin + location.pathname;
const request = (prefix, language) => ({ endpoint: endpoint("auth"), client: CLIENT, home, prefix, language });
const endpoint = (name) => `${settings.issuer}/protocol/openid-connect/${name}`;

/** There is no session any more: the person must sign in again. */
export class SignedOut extends Error {}

/** @type {{access: string, refresh: string, subject: string, end: number} | null} */
let tokens = null;
/** @type {Promise<void> | null} */
let renewal = null;

/** The id of the person who is signed in. */
export const who = () => tokens?.subject;

/**
 * Signs in, or takes the answer of a sign-in that the address carries.
 * @returns {Promise<boolean>} false where the person has just signed out; never ends where the browser goes to sign in
 */
export async function start(language) {
  const answer = new URLSearchParams(location.search);
  const state = answer.get("state");
  if (state) {
    history.replaceState(null, "", home + location.hash);
  }
  if (state === SIGNED_OUT) {
    return false;
  }
  if (state?.startsWith(AGAIN)) {
    new BroadcastChannel(state).postMessage(Object.fromEntries(answer));
    window.close();
    return new Promise(() => {});
  }
  const begun = state && take(state);
  if (!begun) {
    return signIn(language);
  }
  history.replaceState(null, "", home + begun.hash);
  await exchange(answer, begun);
  return true;
}

/** Sends the browser to the realm's sign-in page, which sends it back to where it is. */
export async function signIn(language) {
  const begun = await begin(request("", language));
  sessionStorage.setItem(begun.state, JSON.stringify({ ...begun, hash: location.hash }));
  location.assign(begun.address);
  return new Promise(() => {});
}

/** Prepares a sign-in in a window of its own, so that this page, with what is typed into it, stays. */
export async function prepareAgain(language) {
  const begun = await begin(request(AGAIN, language));
  return () => {
    // By its name: where the window is open already it is used again.
    window.open(begun.address, CLIENT, "popup,width=480,height=720")?.focus();
    return new Promise((done, failed) => {
      const channel = new BroadcastChannel(begun.state);
      channel.onmessage = ({ data }) => {
        channel.close();
        const before = who();
        exchange(new URLSearchParams(data), begun).then(() => {
          if (before === who()) {
            done();
          } else {
            // Somebody else: nothing of the one before may stay, or be done in the name of the next. What waits, waits for ever.
            tokens = null;
            location.reload();
          }
        }, failed);
      };
    });
  };
}

/** An access token that is good for a request. */
export async function token() {
  if (!tokens) {
    throw new SignedOut();
  }
  if (Date.now() > tokens.end) {
    renewal ??= renew().finally(() => (renewal = null));
    await renewal;
  }
  return tokens.access;
}

/** The API refused the token: it is renewed before the next request. */
export function distrust() {
  if (tokens) {
    tokens.end = 0;
  }
}

/** Ends the session at the server, and shows the page as it is before a sign-in. */
export async function signOut() {
  if (tokens) {
    await post("logout", { refresh_token: tokens.refresh });
    tokens = null;
  }
  location.replace(`${home}?state=${SIGNED_OUT}`);
}

function take(state) {
  const begun = sessionStorage.getItem(state);
  sessionStorage.removeItem(state);
  return begun && JSON.parse(begun);
}

async function exchange(answer, begun) {
  if (answer.get("state") !== begun.state || !answer.get("code")) {
    throw new Error(answer.get("error") ?? "state");
  }
  const response = await post("token", {
    grant_type: "authorization_code",
    code: answer.get("code"),
    redirect_uri: home,
    code_verifier: begun.verifier,
  });
  const granted = await response.json();
  if (!response.ok) {
    throw new Error(granted.error);
  }
  // Straight from the token endpoint: the signature need not be checked (OpenID Connect Core, section 3.1.3.7).
  const claims = claimsOf(granted.id_token);
  if (claims.nonce !== begun.nonce || claims.azp !== CLIENT) {
    throw new Error("nonce");
  }
  keep(granted, claims.sub);
}

async function renew() {
  const before = tokens;
  const response = await post("token", { grant_type: "refresh_token", refresh_token: before.refresh });
  const granted = response.ok && (await response.json());
  // The person has signed in again meanwhile: these tokens are of the session before.
  if (tokens !== before) {
    return;
  }
  if (!granted) {
    throw new SignedOut();
  }
  keep(granted, before.subject);
}

function keep(granted, subject) {
  const end = Date.now() + (granted.expires_in - MARGIN) * 1000;
  tokens = { access: granted.access_token, refresh: granted.refresh_token, subject, end };
}

/** @param {string} name @param {Record<string, string>} form */
async function post(name, form) {
  const response = await fetch(endpoint(name), {
    method: "POST",
    body: new URLSearchParams({ client_id: CLIENT, ...form }),
  });
  if (response.status >= 500) {
    throw new TypeError("Keycloak fails");
  }
  return response;
}
