import { comparison, correction, demonstration, ranking, retraction, standing, thumb } from '../model/judgements.js';
import { rulesOf } from '../model/rules.js';

const MOST_KEPT = 2000;

/**
 * What a person can say of answers. The views call it, and learn what came of it from the state: a wish goes into the outbox, and
 * what the server has confirmed stands in `kept`, of which this browser remembers the last 2,000.
 */
export class Judging {
  #store;
  #shelf;
  #outbox = null;
  #notice;

  /** @param notice says something to the person */
  constructor(store, shelf, notice) {
    this.#store = store;
    this.#shelf = shelf;
    this.#notice = notice;
  }

  /** Reads what is known; what waits goes out over this outbox. */
  async load(outbox) {
    this.#outbox = outbox;
    const known = await this.#shelf.all().catch(() => []);
    this.#store.update(() => ({ kept: new Map(known.sort((a, b) => a.at - b.at).map(one => [one.id, one])) }));
    outbox.send();
  }

  /** Asks what may be said; who may not judge keeps the usual lists, which nobody will see. */
  async learnRules(client) {
    const said = await client.feedbackRules().catch(() => null);
    if (said) this.#store.update(() => ({ rules: rulesOf(said) }));
  }

  /** What may be said, see model/rules.js. */
  get rules() {
    return this.#store.state.rules;
  }

  /** Opens the room under a message for something (`thumb`, `fix`, `compare`), or closes it. */
  open(node, what) {
    this.#store.update(() => ({ opened: { node, what } }));
  }

  close() {
    this.#store.update(() => ({ opened: null }));
  }

  toggle(node, what) {
    const { opened } = this.#store.state;
    if (opened?.node === node && opened.what === what) this.close();
    else this.open(node, what);
  }

  thumb(answer, direction, said) {
    return this.#wish(thumb(answer, direction, said));
  }

  correct(answer, text) {
    return this.#wish(correction(answer, text));
  }

  rank(tiers, said) {
    return this.#wish(ranking(tiers, said));
  }

  compare(pair, outcome, said) {
    return this.#wish(comparison(pair, outcome, said));
  }

  /** Gives the example's subject, or null if it could not be written down. @param replaces {subject, id} of what goes once this is kept */
  async demonstrate(messages, suggestions, replaces) {
    const wish = { ...demonstration(messages, suggestions), replaces };
    return (await this.#wish(wish)) ? wish.subject : null;
  }

  /** Takes back what was said; `id` is the judgement's where this browser may not know it. */
  retract(wish, id = null) {
    return this.#wish(retraction(wish, id));
  }

  retry(entryId) {
    return this.#outbox.retry(entryId).catch(accident => this.#notice(accident.message));
  }

  drop(entryId) {
    return this.#outbox.drop(entryId);
  }

  sendNow() {
    this.#outbox.send();
  }

  standing(subject) {
    return standing(this.#store.state, subject);
  }

  /** The server has it: for the outbox. */
  async confirmed(wish, receipt) {
    const isGone = wish.kind === 'retraction';
    const record = { id: wish.subject, wish, receipt, at: Date.now() };
    await (isGone ? this.#shelf.remove(record.id) : this.#shelf.put(record));
    this.#store.update(state => {
      const kept = new Map(state.kept);
      kept.delete(record.id);
      if (!isGone) kept.set(record.id, record);
      return { kept, thanked: new Map(state.thanked).set(record.id, wish.kind) };
    });
    if (wish.replaces) await this.retract(wish.replaces, wish.replaces.id);
    if (this.#store.state.kept.size > MOST_KEPT) this.#forget(this.#store.state.kept.keys().next().value);
  }

  async #wish(wish) {
    try {
      await this.#outbox.add(wish);
      return true;
    } catch (accident) {
      this.#notice(`This is not kept: ${accident.message}`);
      return false;
    }
  }

  #forget(id) {
    this.#shelf.remove(id);
    this.#store.update(state => {
      const kept = new Map(state.kept);
      kept.delete(id);
      return { kept };
    });
  }
}
