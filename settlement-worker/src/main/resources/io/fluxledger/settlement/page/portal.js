// The portal's HTTP API.

const MAX_TRIES = 6;
const MAX_WAIT_S = 10;

/** A refusal of the API (RFC 9457), or an answer that did not come: then status is 0. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.status = status;
    this.code = body.code ?? `HTTP_${status}`;
  }

  /** Whether the same request may be sent again to learn what became of it. */
  get isUnclear() {
    return this.status === 0 || this.status === 503 || this.status === 504;
  }
}

async function ask(key, path, options = {}) {
  let response;
  try {
    response = await fetch(path, {
      cache: 'no-store',
      ...options,
      headers: { ...options.headers, Authorization: `Bearer ${key}` },
    });
  } catch {
    throw new Problem(0, { code: 'NO_ANSWER', detail: 'the ledger did not answer' });
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Problem(response.status, body);
  }
  return body;
}

const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

export const overview = (key) => ask(key, '/v1/portal');

export const payouts = (key) => ask(key, '/v1/portal/claimables');

export const notifications = (key) => ask(key, '/v1/portal/notifications');

export function windows(key, before) {
  return ask(key, before === undefined ? '/v1/portal/windows' : `/v1/portal/windows?before=${before}`);
}

/** Sends until it is known what became of it: what is asked for counts once. */
async function tell(key, method, body) {
  for (let tries = 1; ; tries++) {
    try {
      return await ask(key, '/v1/portal/claims', {
        method,
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
    } catch (problem) {
      if (!(problem instanceof Problem) || !problem.isUnclear || tries === MAX_TRIES) {
        throw problem;
      }
      await wait(Math.min(MAX_WAIT_S, tries));
    }
  }
}

/** Claims one payout, or all without an id. */
export const claim = (key, payoutId) => tell(key, 'POST', payoutId === undefined ? {} : { payoutId });

/** @param claims automatic or portal */
export const choose = (key, claims) => tell(key, 'PUT', { claims });
