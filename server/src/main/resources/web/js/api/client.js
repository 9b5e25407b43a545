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

  async #fetch(path, options) {
    const headers = options.body ? { 'Content-Type': 'application/json' } : {};
    const key = this.#key();
    if (key) headers.Authorization = `Bearer ${key}`;
    const response = await fetch(path, { ...options, headers }).catch(accident => {
      throw accident.name === 'AbortError' ? accident : unreachable();
    });
    if (!response.ok) throw await refusal(response);
    return response;
  }

  #broken(accident) {
    throw accident.name === 'AbortError' ? accident : brokenStream();
  }
}
