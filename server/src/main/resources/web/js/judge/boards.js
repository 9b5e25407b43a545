import { Failure } from '../api/failure.js';
import { placed, stepped } from '../model/ranking.js';

/**
 * Answers side by side, to be put in order: several boards by name, each {id, source, status, failure, messages, answers, tiers,
 * grades, comment}. The server writes the answers in an order of its own; what a board does not say is who wrote them.
 */
export class Boards {
  #store;
  #client;
  #running = new Map();

  constructor(store, client) {
    this.#store = store;
    this.#client = client;
  }

  of(id) {
    return this.#store.state.boards.get(id) ?? null;
  }

  /** Has the server write on this board; what stood there goes. @param source {path, request} */
  async draw(id, source) {
    this.stop(id);
    const controller = new AbortController();
    this.#running.set(id, controller);
    this.#put({ ...empty(id), source, status: 'drawing' });
    try {
      for await (const chunk of this.#client.several(source.path, source.request, controller.signal)) this.#take(id, controller, chunk);
      this.#end(id, controller, { status: 'drawn' });
    } catch (accident) {
      this.#end(id, controller, accident.name === 'AbortError' ? { status: 'stopped' } : { status: 'failed', failure: failureOf(accident) });
    }
  }

  /** The same again. */
  redraw(id) {
    return this.draw(id, this.of(id).source);
  }

  /** Puts answers there that are known already. */
  show(id, { answers, tiers, grades = {}, comment = '' }) {
    this.#put({ ...empty(id), status: 'drawn', answers, tiers, grades, comment });
  }

  stop(id) {
    this.#running.get(id)?.abort();
    this.#running.delete(id);
  }

  clear(id) {
    this.stop(id);
    this.#store.update(state => {
      const boards = new Map(state.boards);
      boards.delete(id);
      return { boards };
    });
  }

  /** One step better (−1) or worse (+1). */
  step(id, answer, step) {
    this.#change(id, board => ({ tiers: stepped(board.tiers, answer, step) }));
  }

  /** To another place: sharing it, or alone before it. */
  place(id, answer, index, tied) {
    this.#change(id, board => ({ tiers: placed(board.tiers, answer, index, tied) }));
  }

  /** Gives a grade from 1 to 5; null takes it away. */
  grade(id, criterion, answer, grade) {
    this.#change(id, board => {
      const { [answer]: before, ...others } = board.grades[criterion] ?? {};
      return { grades: { ...board.grades, [criterion]: grade ? { ...others, [answer]: grade } : others } };
    });
  }

  comment(id, comment) {
    this.#change(id, () => ({ comment }));
  }

  #take(id, controller, chunk) {
    if (this.#running.get(id) !== controller) return;
    this.#change(id, board => {
      const answers = new Map(board.answers.map(answer => [answer.id, answer]));
      for (const choice of chunk.choices) {
        const before = answers.get(choice.id) ?? { id: choice.id, index: choice.index, content: '', finish: null };
        const content = before.content + (choice.delta.content ?? '');
        answers.set(choice.id, { ...before, content, finish: choice.finish_reason ?? before.finish });
      }
      const sorted = [...answers.values()].sort((a, b) => a.index - b.index);
      const isNew = sorted.length > board.answers.length;
      return { answers: sorted, messages: chunk.messages ?? board.messages, tiers: isNew ? sorted.map(answer => [answer.id]) : board.tiers };
    });
  }

  #end(id, controller, fields) {
    if (this.#running.get(id) !== controller) return;
    this.#running.delete(id);
    this.#change(id, () => fields);
  }

  #change(id, change) {
    const board = this.of(id);
    if (board) this.#put({ ...board, ...change(board) });
  }

  #put(board) {
    this.#store.update(state => ({ boards: new Map(state.boards).set(board.id, board) }));
  }
}

/** What was said on a board besides the order, as a judgement says it. */
export function saidOn({ grades, comment }) {
  const given = Object.entries(grades).filter(([, byAnswer]) => Object.keys(byAnswer).length > 0);
  return { criteria: Object.fromEntries(given), comment: comment.trim() };
}

function empty(id) {
  return { id, source: null, status: 'drawn', failure: null, messages: [], answers: [], tiers: [], grades: {}, comment: '' };
}

function failureOf(accident) {
  const failure = accident instanceof Failure ? accident : new Failure('server', 'This page made a mistake', accident.message);
  return failure.record();
}
