import { Failure } from '../api/failure.js';
import { samplingOf } from '../model/settings.js';
import { upTo, withChange } from '../model/tree.js';

const MOST_TRIES = 64;

/** Answers that are being written, at most one per conversation; they go on while another conversation is looked at. */
export class Answers {
  #store;
  #client;
  #library;
  #running = new Map();

  constructor(store, client, library) {
    this.#store = store;
    this.#client = client;
    this.#library = library;
  }

  isRunning(conversationId) {
    return this.#running.has(conversationId);
  }

  /** Ends the answer of this conversation; what came is kept. */
  stop(conversationId) {
    this.#running.get(conversationId)?.abort();
  }

  /** Has the server write (or go on with) an assistant message; comes back when it has ended, one way or another. */
  async write(conversationId, nodeId) {
    const controller = new AbortController();
    this.#running.set(conversationId, controller);
    this.#change(conversationId, nodeId, { status: 'running', failure: null });
    try {
      await this.#stream(conversationId, nodeId, controller.signal);
      this.#change(conversationId, nodeId, { status: 'done' });
    } catch (accident) {
      this.#change(conversationId, nodeId, ending(accident));
    } finally {
      this.#running.delete(conversationId);
      this.#announce();
    }
  }

  async #stream(conversationId, nodeId, signal) {
    const run = { id: null, model: null, version: null, finish: null, usage: null, firstMs: null, ms: null, leftOut: 0 };
    const earlier = this.#node(conversationId, nodeId).runs;
    const started = performance.now();
    for await (const { chunk, leftOut } of this.#chunks(conversationId, nodeId, signal)) {
      const piece = chunk.choices[0]?.delta.content ?? '';
      Object.assign(run, {
        id: chunk.id,
        model: chunk.model,
        version: chunk.system_fingerprint?.split('@').at(-1) ?? null,
        finish: chunk.choices[0]?.finish_reason ?? run.finish,
        usage: usageOf(chunk) ?? run.usage,
        firstMs: run.firstMs ?? (piece ? performance.now() - started : null),
        ms: performance.now() - started,
        leftOut,
      });
      const content = this.#node(conversationId, nodeId).content + piece;
      this.#change(conversationId, nodeId, { content, runs: [...earlier, { ...run }] }, true);
    }
  }

  /**
   * A model reads no more than its context: the oldest messages are left out, a question and its answer at a time, until the rest
   * fits. What did not fit for the answer before is not tried again.
   */
  async *#chunks(conversationId, nodeId, signal) {
    const conversation = this.#store.state.conversations.get(conversationId);
    const path = upTo(conversation, nodeId).filter(node => node.content);
    const all = path.map(({ role, content }) => ({ role, content }));
    const system = conversation.settings.system ? [{ role: 'system', content: conversation.settings.system }] : [];
    const before = path.findLast(node => node.runs.length)?.runs.at(-1);
    let leftOut = before?.model === conversation.model ? before.leftOut : 0;
    for (let tries = 0; ; leftOut += 2, tries++) {
      const messages = [...system, ...all.slice(leftOut)];
      const request = { model: conversation.model, messages, ...samplingOf(conversation.settings) };
      try {
        for await (const chunk of this.#client.chat(request, signal)) yield { chunk, leftOut };
        return;
      } catch (failure) {
        if (failure.kind !== 'length' || leftOut + 2 >= all.length || tries >= MOST_TRIES) throw failure;
      }
    }
  }

  #node(conversationId, nodeId) {
    return this.#store.state.conversations.get(conversationId).nodes[nodeId];
  }

  #change(conversationId, nodeId, fields, grew = false) {
    const conversation = this.#store.state.conversations.get(conversationId);
    if (!conversation) return this.stop(conversationId);
    this.#library.put(withChange(conversation, nodeId, fields), grew);
    this.#announce();
  }

  #announce() {
    if (this.#running.size !== this.#store.state.running.size || ![...this.#running.keys()].every(id => this.#store.state.running.has(id))) {
      this.#store.update(() => ({ running: new Set(this.#running.keys()) }));
    }
  }
}

function ending(accident) {
  if (accident.name === 'AbortError') return { status: 'stopped' };
  const failure = accident instanceof Failure ? accident : new Failure('server', 'This page made a mistake', accident.message);
  return { status: 'failed', failure: failure.record() };
}

function usageOf({ usage }) {
  return usage && {
    prompt_tokens: usage.prompt_tokens,
    completion_tokens: usage.completion_tokens,
    cached_tokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
  };
}
