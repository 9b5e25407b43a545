import { h } from '../dom.js';

const THANKS = {
  thumb: 'Thanks, your thumb is kept.',
  correction: 'Thanks, your correction is kept.',
  ranking: 'Thanks, your order is kept.',
  comparison: 'Thanks, your choice is kept.',
  demonstration: 'Thanks, your example is kept.',
  retraction: 'It is taken back.',
};

/** How it stands with one judgement: on its way, waiting, refused, or, once the server has said so, kept. */
export class Verdict {
  #judging;
  #seen = '';
  #words = h('p', { role: 'status' });
  #row = h('div', { class: 'row' });
  element = h('div', { class: 'verdict' }, this.#words, this.#row);

  constructor(judging) {
    this.#judging = judging;
  }

  /** @param subject of a judgement, or null for none */
  update(state, subject) {
    const entry = subject && this.#judging.standing(subject).entry;
    const look = subject ? lookOf(state, subject, entry) : { kind: 'nothing', words: '' };
    const seen = `${look.kind} ${look.words} ${entry?.id}`;
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.element.dataset.verdict = look.kind;
    this.#words.textContent = look.words;
    this.#row.replaceChildren(...this.#buttons(look.kind, entry));
  }

  #buttons(kind, entry) {
    const button = (words, run) => h('button', { type: 'button', onClick: run }, words);
    if (kind === 'waiting') return [button('Send now', () => this.#judging.sendNow())];
    if (kind !== 'refused') return [];
    return [button('Try again', () => this.#judging.retry(entry.id)), button('Let it go', () => this.#judging.drop(entry.id))];
  }
}

function lookOf({ outbox, thanked }, subject, entry) {
  if (!entry) {
    const kind = thanked.get(subject);
    return { kind: kind ? 'kept' : 'nothing', words: kind ? THANKS[kind] : '' };
  }
  const { status, failure } = entry;
  if (status === 'refused') return { kind: 'refused', words: `${failure.title}. ${failure.message}` };
  if (!outbox.some(other => other.status === 'waiting' && other.failure)) return { kind: 'sending', words: 'Sending…' };
  const why = failure ? `${failure.title}. ` : '';
  return { kind: 'waiting', words: `${why}This waits in your browser and is sent by itself.` };
}
