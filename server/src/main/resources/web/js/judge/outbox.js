import { Failure } from '../api/failure.js';
import { newId } from '../model/ids.js';
import { requestOf } from '../model/judgements.js';

const MOST = 500;
const FIRST_REST_MS = 2000;
const LONGEST_REST_MS = 60_000;
const MOST_FAULTS = 5;

/**
 * What waits to be heard by the server. A wish is written down here before anything is sent, goes out in order and one at a time
 * under an idempotency key of its own, and is struck out when the server has it; so it outlives a reload and is never doubled. One
 * that the server refuses for good stays, marked, until the person has seen it. The shelf is the truth and the state its picture:
 * another tab may have sent an entry already. At most 500 wait.
 */
export class Outbox {
  #store;
  #shelf;
  #client;
  #keep;
  #askForKey;
  #timer = 0;
  #restMs = FIRST_REST_MS;
  #pumping = false;
  #again = false;
  #tabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('attune-outbox') : null;

  /**
   * @param keep takes the wish and the server's receipt for it
   * @param askForKey is called when the server wants another key; until there is one nothing is sent by itself
   */
  constructor(store, shelf, client, { keep, askForKey }) {
    this.#store = store;
    this.#shelf = shelf;
    this.#client = client;
    this.#keep = keep;
    this.#askForKey = askForKey;
    this.#tabs?.addEventListener('message', () => this.#look());
    addEventListener('online', () => this.send());
    addEventListener('visibilitychange', () => document.hidden || this.send());
  }

  /** Settles when the wish is written down; throws an Error in words if it cannot be. */
  async add(wish) {
    const entries = this.#store.state.outbox;
    if (entries.length >= MOST) throw new Error(`${MOST} judgements wait to be sent, and no more can.`);
    const place = Math.max(Date.now(), (entries.at(-1)?.place ?? 0) + 1);
    await this.#shelf.put({ id: newId(), place, wish, status: 'waiting', faults: 0, failure: null });
    const old = entries.filter(entry => entry.status === 'refused' && entry.wish.subject === wish.subject);
    for (const { id } of old) await this.#shelf.remove(id);
    await this.#changed();
    this.send();
  }

  /** Says again, under a new key, what was refused. */
  async retry(id) {
    const entry = await this.#shelf.get(id);
    if (entry?.status === 'refused') await this.add(entry.wish);
  }

  /** Forgets what was refused. */
  async drop(id) {
    await this.#shelf.remove(id);
    await this.#changed();
  }

  /** Sends what waits, now; also once the page is opened. Comes back at once. */
  send() {
    clearTimeout(this.#timer);
    this.#again = true;
    if (!this.#pumping) this.#pump();
  }

  async #pump() {
    this.#pumping = true;
    while (this.#again) {
      this.#again = false;
      await alone(() => this.#sendAll()).catch(accident => {
        console.error(accident);
        this.#rest();
      });
    }
    this.#pumping = false;
  }

  async #sendAll() {
    for (;;) {
      await this.#look();
      const next = this.#store.state.outbox.find(({ status }) => status === 'waiting');
      if (!next || !await this.#deliver(next)) return;
    }
  }

  /** False if nothing can be sent for now. */
  async #deliver(entry) {
    try {
      const request = requestOf(entry.wish, this.#store.state.kept.get(entry.wish.subject)?.receipt.id);
      if (request) await this.#keep(entry.wish, await this.#client.judge(request, entry.id));
      await this.#shelf.remove(entry.id);
      this.#restMs = FIRST_REST_MS;
      return true;
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      return await this.#failed(entry, failure);
    } finally {
      await this.#changed();
    }
  }

  async #failed(entry, failure) {
    const faults = entry.faults + (failure.kind === 'server' ? 1 : 0);
    const isRefused = !passes(failure) || faults >= MOST_FAULTS;
    await this.#shelf.put({ ...entry, faults: isRefused ? 0 : faults, status: isRefused ? 'refused' : 'waiting', failure: failure.record() });
    if (failure.status === 401) this.#askForKey();
    else if (!isRefused) this.#rest(failure.retryAfterS * 1000);
    return isRefused;
  }

  #rest(atLeastMs = 0) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.send(), Math.max(this.#restMs, atLeastMs));
    this.#restMs = Math.min(this.#restMs * 2, LONGEST_REST_MS);
  }

  async #changed() {
    await this.#look();
    this.#tabs?.postMessage('changed');
  }

  async #look() {
    const outbox = (await this.#shelf.all()).sort((a, b) => a.place - b.place);
    this.#store.update(() => ({ outbox }));
  }
}

/** Whether it may go well later without anybody changing anything. */
function passes({ kind, status }) {
  return ['away', 'broken', 'busy', 'starting', 'server'].includes(kind) || status === 401 || status === 408;
}

/** One tab sends at a time; where browsers know no locks the keys alone see to it that nothing is doubled. */
function alone(work) {
  return navigator.locks ? navigator.locks.request('attune-outbox', work) : work();
}
