import { newId } from './ids.js';
import { fromJson } from './transfer.js';
import { settled } from './tree.js';

const MOST = 1000;
const REST_MS = 400;

/**
 * The conversations of this browser: kept in memory as part of the state, written to the database when they change; while an answer
 * grows, no more than so often. Tabs tell each other what they wrote. At most 1,000 are kept; the oldest goes, and a notice says so.
 */
export class Library {
  #store;
  #shelf;
  #persistent;
  #resting = new Map();
  #unsaved = new Set();
  #tabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('attune') : null;

  constructor(store, database) {
    this.#store = store;
    this.#shelf = database.shelf('conversations');
    this.#persistent = database.persistent;
    this.#tabs?.addEventListener('message', event => this.#reread(event.data));
    addEventListener('visibilitychange', () => this.saveAll());
    addEventListener('pagehide', () => this.saveAll());
  }

  /** Reads everything. What was being written when its page was closed is an answer that was cut off. */
  async load() {
    const kept = await this.#shelf.all().catch(() => []);
    this.#store.update(state => ({
      conversations: new Map([...kept.map(one => [one.id, settled(one)]), ...state.conversations]),
      persistent: this.#persistent,
    }));
  }

  /** Puts a conversation in place of what had its id, or adds it. What only grew a little need not be written at once. */
  put(conversation, grew = false) {
    this.#store.update(state => ({ conversations: new Map(state.conversations).set(conversation.id, conversation) }));
    if (grew && this.#resting.has(conversation.id)) this.#unsaved.add(conversation.id);
    else this.#save(conversation.id);
    if (this.#store.state.conversations.size > MOST) this.#dropOldest();
  }

  /** Forgets a conversation. */
  remove(id) {
    clearTimeout(this.#resting.get(id));
    this.#resting.delete(id);
    this.#unsaved.delete(id);
    this.#store.update(state => {
      const conversations = new Map(state.conversations);
      conversations.delete(id);
      return { conversations };
    });
    this.#written(id, this.#shelf.remove(id));
  }

  /** Adds the conversations of a file and returns them; throws an Error in words. */
  import(text) {
    const conversations = fromJson(text);
    if (conversations.length > MOST) throw new Error(`This file holds more than ${MOST} conversations.`);
    conversations.forEach(one => this.put(one));
    return conversations;
  }

  /** Writes now what waits to be written. */
  saveAll() {
    for (const id of [...this.#unsaved]) this.#save(id);
  }

  #save(id) {
    this.#unsaved.delete(id);
    clearTimeout(this.#resting.get(id));
    this.#resting.set(id, setTimeout(() => {
      this.#resting.delete(id);
      if (this.#unsaved.has(id)) this.#save(id);
    }, REST_MS));
    const conversation = this.#store.state.conversations.get(id);
    if (conversation) this.#written(id, this.#shelf.put(conversation));
  }

  #written(id, writing) {
    writing.then(
      () => this.#tabs?.postMessage(id),
      accident => this.#notice(`This browser does not store it: ${accident.message}. Export what you want to keep.`),
    );
  }

  #dropOldest() {
    const oldest = [...this.#store.state.conversations.values()].reduce((a, b) => (a.updated <= b.updated ? a : b));
    this.remove(oldest.id);
    this.#notice(`${MOST} conversations are kept; “${oldest.title}” was the oldest and is gone.`);
  }

  async #reread(id) {
    if (this.#store.state.running.has(id) || this.#unsaved.has(id)) return;
    const conversation = await this.#shelf.get(id).catch(() => undefined);
    this.#store.update(state => {
      const conversations = new Map(state.conversations);
      if (conversation) conversations.set(id, conversation);
      else conversations.delete(id);
      return { conversations };
    });
  }

  #notice(words) {
    this.#store.update(state => ({ notices: [...state.notices, { id: newId(), words }] }));
  }
}
