import { newId } from '../model/ids.js';
import { preference, prefer } from '../model/preferences.js';

const SUGGESTIONS = 3;
const MOST_TURNS = 100;

/** The name of the board on which suggestions are written. */
export const SUGGESTED = 'suggested';

/**
 * An example that a person writes, both sides of a conversation: {turns: [{id, role, content}], shown, replaces, sent}. It is
 * part of the state, and kept in this browser until it is sent. `shown` are the suggestions that the writer has seen.
 */
export class Example {
  #store;
  #judging;
  #boards;

  constructor(store, judging, boards) {
    this.#store = store;
    this.#judging = judging;
    this.#boards = boards;
    store.update(() => ({ example: preference('example', null) ?? blank() }));
  }

  get isWhole() {
    const { turns } = this.#current;
    return turns.at(-1).role === 'assistant' && turns.every(({ content }) => content.trim());
  }

  write(turnId, content) {
    this.#turns(turns => turns.map(turn => (turn.id === turnId ? { ...turn, content } : turn)));
  }

  /** One more turn, of who has not spoken last. */
  add() {
    this.#turns(turns => (turns.length < MOST_TURNS ? [...turns, turn(turns.at(-1).role === 'user' ? 'assistant' : 'user')] : turns));
  }

  /** Without the last turn. */
  remove() {
    this.#turns(turns => (turns.length > 2 ? turns.slice(0, -1) : turns));
  }

  /** Has the model write what might stand in this turn of the assistant. */
  suggest(turnId) {
    const { turns } = this.#current;
    const before = turns.slice(0, turns.findIndex(({ id }) => id === turnId)).map(message);
    this.#change({ suggestFor: turnId });
    return this.#boards.draw(SUGGESTED, { path: 'suggestions', request: { messages: before, k: SUGGESTIONS } })
      .then(() => this.#change({ shown: [...new Set([...this.#current.shown, ...this.#suggested()])].slice(-MOST_TURNS) }));
  }

  /** Puts a suggestion into the turn it was written for. */
  take(content) {
    this.write(this.#current.suggestFor, content);
    this.endSuggesting();
  }

  endSuggesting() {
    this.#boards.clear(SUGGESTED);
    this.#change({ suggestFor: null });
  }

  /** Begins with what stands in a judgement, which goes when this is sent. */
  revise(wish, judgementId) {
    const turns = wish.messages.map(({ role, content }) => ({ ...turn(role), content }));
    this.#change({ ...blank(), turns, replaces: { subject: wish.subject, id: judgementId } });
  }

  /** Sends it and begins anew. */
  async send() {
    const { turns, shown, replaces } = this.#current;
    const subject = await this.#judging.demonstrate(turns.map(message), shown, replaces);
    if (subject) this.#change({ ...blank(), sent: subject });
  }

  clear() {
    this.#boards.clear(SUGGESTED);
    this.#change(blank());
  }

  get #current() {
    return this.#store.state.example;
  }

  #suggested() {
    return this.#boards.of(SUGGESTED)?.answers.map(({ id }) => id) ?? [];
  }

  #turns(change) {
    this.#change({ turns: change(this.#current.turns), sent: null });
  }

  #change(fields) {
    this.#store.update(({ example }) => ({ example: { ...example, ...fields } }));
    prefer('example', { ...this.#current, suggestFor: null, sent: null });
  }
}

function blank() {
  return { turns: [turn('user'), turn('assistant')], shown: [], suggestFor: null, replaces: null, sent: null };
}

function turn(role) {
  return { id: newId(), role, content: '' };
}

function message({ role, content }) {
  return { role, content };
}
