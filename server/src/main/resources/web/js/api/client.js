import { events } from './events.js';
import { brokenStream, failedStream, refusal, unreachable } from './failure.js';

/** Who does not hear of a judgement for so long says it again. */
const JUDGE_MS = 30_000;

/** The server's API as the page uses it. Every refusal and every accident is thrown as a Failure; an abort stays an AbortError. */
export class Client {
  #key;

  /** @param key gives the API key, or '' */
  constructor(key) {
    this.#key = key;
  }

  /** The models that are served. */
  async models() {
    const response = await this.#fetch('v1/models', {});
    return (await response.json()).data;
  }

  /** Yields the chunks of a streamed answer, and returns once the server has said that it is done. */
  chat(request, signal) {
    return this.#stream('v1/chat/completions', { ...request, stream_options: { include_usage: true } }, signal);
  }

  /** The chunks of several answers to one prompt, side by side: `path` is alternatives, suggestions or ranking-sessions. */
  several(path, request, signal) {
    return this.#stream(`v1/${path}`, request, signal);
  }

  /** Has the server keep (or take back) a judgement; gives its receipt. The key makes saying it twice do nothing. */
  async judge({ method, path, body }, key) {
    const response = await this.#fetch(path, { method, body, signal: AbortSignal.timeout(JUDGE_MS) }, { 'Idempotency-Key': key });
    return response.json();
  }

  /** What a judgement may hold: the lists and limits of this server. */
  async feedbackRules() {
    const response = await this.#fetch('v1/feedback/rules', {});
    return response.json();
  }

  /** A page of this person's judgements: {data, next_offset}. */
  async ownJudgements(offset, limit) {
    const response = await this.#fetch(`v1/feedback/mine?offset=${offset}&limit=${limit}`, {});
    return response.json();
  }

  async *#stream(path, request, signal) {
    const response = await this.#fetch(path, { method: 'POST', body: JSON.stringify({ ...request, stream: true }), signal });
    const stream = events(response.body);
    for (;;) {
      const { done, value: event } = await stream.next().catch(accident => this.#broken(accident));
      if (done) throw brokenStream();
      if (event.data === '[DONE]') return;
      if (event.type === 'error') throw failedStream(JSON.parse(event.data).error);
      yield JSON.parse(event.data);
    }
  }

  /** What admins read and decide: the reply of a route of the policy or of training. */
  async admin(path, method = 'GET') {
    const response = await this.#fetch(`v1/${path}`, { method });
    return response.json();
  }

  /** Yields {id, event} for what the trainer says after an event, without end. */
  async *training(after, signal) {
    const response = await this.#fetch('v1/training/events', { signal }, after ? { 'Last-Event-ID': after } : {});
    for await (const { id, data } of events(response.body)) yield { id, event: JSON.parse(data) };
  }

  async #fetch(path, options, more = {}) {
    const headers = options.body ? { ...more, 'Content-Type': 'application/json' } : more;
    const key = this.#key();
    const known = key ? { ...headers, Authorization: `Bearer ${key}` } : headers;
    const response = await fetch(path, { ...options, headers: known }).catch(accident => {
      throw accident.name === 'AbortError' ? accident : unreachable();
    });
    if (!response.ok) throw await refusal(response);
    return response;
  }

  #broken(accident) {
    throw accident.name === 'AbortError' ? accident : brokenStream();
  }
}
