// The ledger's HTTP API.

const MAX_TRIES = 6;
const MAX_WAIT_S = 10;

/** A refusal of the API (RFC 9457), or an answer that did not come: then status is 0. */
export class Problem extends Error {
  constructor(status, body, retryAfterS = 1) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.status = status;
    this.code = body.code ?? `HTTP_${status}`;
    this.field = body.field;
    this.retryAfterS = retryAfterS;
  }

  /** Whether the same request may be sent again to learn what became of it. */
  get isUnclear() {
    return this.status === 0 || this.status === 503 || this.status === 504;
  }
}

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { cache: 'no-store', ...options });
  } catch {
    throw new Problem(0, { code: 'NO_ANSWER', detail: 'the ledger did not answer' });
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Problem(response.status, body, Number(response.headers.get('Retry-After') ?? 1));
  }
  return body;
}

const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

/**
 * Posts a signed request until its outcome is known. The ledger recognises what it has seen, so that a repeat counts once.
 */
export async function tell(path, body) {
  for (let tries = 1; ; tries++) {
    try {
      return await ask(path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
    } catch (problem) {
      if (!(problem instanceof Problem) || !problem.isUnclear || tries === MAX_TRIES) {
        throw problem;
      }
      await wait(Math.min(MAX_WAIT_S, Math.max(problem.retryAfterS, tries)));
    }
  }
}

export const deployment = () => ask('/v1/deployment');

export const account = (address) => ask(`/v1/accounts/${address}`);

export const transfers = (address) => ask(`/v1/accounts/${address}/transfers?limit=20`);

/** @param access {expiresMs, signature} */
export function calls(address, access, cursor) {
  const query = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
  return ask(`/v1/accounts/${address}/intents?limit=20${query}`, {
    headers: { 'Account-Access': `${access.expiresMs}:${access.signature}` },
  });
}
