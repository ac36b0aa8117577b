// The credential of this tab: signed in with a session that is renewed, or a token that was pasted.

const KEY = 'credential';
const MARGIN = 30_000; // milliseconds before its end at which an access token is renewed

/** The problem document of an answer, with the answer's status if there is none. */
export class Refused extends Error {
  constructor(problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

export function credential() {
  return JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
}

export function signOut() {
  const kept = credential();
  sessionStorage.removeItem(KEY);
  if (!kept?.refresh_token) return;
  // The session ends here even if the server cannot be told.
  fetch(`/v1/auth/sessions/${kept.session_id}`, {
    method: 'DELETE',
    headers: { Authorization: `Bearer ${kept.access_token}` },
  }).catch(() => undefined);
}

export function useToken(token) {
  sessionStorage.setItem(KEY, JSON.stringify({ access_token: token.trim(), name: 'a token' }));
}

/** createSession. Throws Refused, with `second_factor_required` when `code` has to be sent too. */
export async function signIn({ domain, company, username, password, code }) {
  const body = { domain, company, username, password, ...(code ? { code } : {}) };
  keep(await post('/v1/auth/sessions', body), username);
}

/** A valid access token, or null. Renews it when needed: one renewal at a time. */
export async function token() {
  const kept = credential();
  if (!kept) return null;
  if (!kept.refresh_token || Date.now() < kept.until - MARGIN) return kept.access_token;
  return renew();
}

let renewing = null;

/** refreshSession. Whoever asks while it runs gets the same answer. */
export function renew() {
  renewing ??= renewOnce().finally(() => (renewing = null));
  return renewing;
}

async function renewOnce() {
  const kept = credential();
  if (!kept?.refresh_token) return null;
  // The key makes it safe to ask again: a lost answer is repeated, not a token used twice.
  const key = crypto.randomUUID();
  for (let attempt = 1; ; attempt++) {
    try {
      const body = { refresh_token: kept.refresh_token };
      keep(await post('/v1/auth/refresh', body, { 'Idempotency-Key': key }), kept.name);
      return credential().access_token;
    } catch (reason) {
      if (reason instanceof Refused) {
        sessionStorage.removeItem(KEY);
        throw reason;
      }
      if (attempt === 3) throw reason;
    }
  }
}

function keep(session, name) {
  const { access_token, refresh_token, session_id } = session;
  const until = Date.now() + 1000 * session.expires_in;
  sessionStorage.setItem(KEY, JSON.stringify({ access_token, refresh_token, session_id, until, name }));
}

async function post(path, body, headers = {}) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept-Language': 'en', ...headers },
    body: JSON.stringify(body),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Refused(told);
  return told;
}
