/**
 * What went wrong, in words for a person. `kind` decides what the page offers: key, busy, starting, length, request, server,
 * away (nobody answers) or broken (the answer stopped coming); about judgements also foreign, unknown, gone and reused.
 */
export class Failure extends Error {
  constructor(kind, title, message, { status = 0, retryAfterS = 0 } = {}) {
    super(message);
    this.kind = kind;
    this.status = status;
    this.title = title;
    this.retryAfterS = retryAfterS;
  }

  /** What is kept with an answer. */
  record(now = Date.now()) {
    return { kind: this.kind, title: this.title, message: this.message, retryAt: now + this.retryAfterS * 1000 };
  }
}

const TITLES = {
  key: 'The server wants an API key',
  busy: 'Too many are asking right now',
  starting: 'The server is not ready',
  length: 'This is longer than the model can read',
  request: 'The server refuses this request',
  server: 'Something broke in the server',
  role: 'This key may not do that',
  foreign: 'This answer was given to somebody else',
  unknown: 'The server does not know this answer',
  gone: 'The server has given this answer up',
  nothing: 'There is nothing to rank',
  reused: 'Something else was sent under the same name',
  away: 'The server cannot be reached',
  broken: 'The connection was lost',
};

/** The failure behind a response that is not OK. */
export async function refusal(response) {
  const error = await response.json().then(body => body.error ?? {}, () => ({}));
  const { status } = response;
  const kind = kindOf(status, error.code);
  const title = error.code === 'missing_role' ? TITLES.role : TITLES[kind];
  const words = error.message ?? `It answered ${status} ${response.statusText}`.trim() + '.';
  return new Failure(kind, title, words, { status, retryAfterS: retryAfterS(response) });
}

/** The failure behind an error event in a stream that had begun well. */
export function failedStream(error) {
  return new Failure('server', TITLES.server, error?.message ?? 'It does not say what.');
}

/** The stream ended before it said that it was done. */
export function brokenStream() {
  return new Failure('broken', TITLES.broken, 'What had come by then is kept.');
}

/** Nobody answers. */
export function unreachable() {
  return new Failure('away', TITLES.away, 'Is it running, and is this machine online?');
}

function kindOf(status, code) {
  if (code === 'not_yours') return 'foreign';
  if (code === 'unknown_completion') return 'unknown';
  if (code === 'nothing_to_rank') return 'nothing';
  if (status === 410) return 'gone';
  if (code === 'idempotency_key_reused') return 'reused';
  if (status === 401 || status === 403) return 'key';
  if (status === 429) return 'busy';
  if (status === 503) return 'starting';
  if (code === 'context_length_exceeded') return 'length';
  return status >= 500 ? 'server' : 'request';
}

function retryAfterS(response) {
  const seconds = Number(response.headers.get('retry-after'));
  return seconds > 0 ? Math.min(seconds, 3600) : 0;
}
