import { events } from './events.js';
import { brokenStream, failedStream, refusal, unreachable } from './failure.js';

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
  async *chat(request, signal) {
    const body = JSON.stringify({ ...request, stream: true, stream_options: { include_usage: true } });
    const response = await this.#fetch('v1/chat/completions', { method: 'POST', body, signal });
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
