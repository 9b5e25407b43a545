import { Failure } from '../api/failure.js';
import { placed, stepped } from '../model/ranking.js';

/** How often answers that read like another are drawn anew before each is shown once. */
const REDRAWS = 2;
/** More than answers come in one draw. */
const ROUND = 10;

/**
 * Answers side by side, to be put in order: several boards by name, each {id, source, status, failure, messages, answers, tiers,
 * grades, comment}. The server writes the answers in an order of its own; what a board does not say is who wrote them. Nobody is
 * asked to tell an answer from its twin, which teaches nothing: twins are drawn anew, and if that does not help, shown once.
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
      await this.#round(id, controller, source, 0);
      await this.#replaceTwins(id, controller, source.request.k);
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

  async #round(id, controller, { path, request }, number) {
    for await (const chunk of this.#client.several(path, request, controller.signal)) this.#take(id, controller, chunk, number);
    if (this.#running.get(id) === controller) this.#keep(id, distinct);
  }

  /** What goes wrong here costs only the further answers. */
  async #replaceTwins(id, controller, k) {
    try {
      for (let number = 1; number <= REDRAWS && this.#running.get(id) === controller; number++) {
        const { answers } = this.of(id);
        const missing = k - answers.length;
        if (missing < 1) return;
        const request = { completion_id: answers[0].id.split('/')[0], k: Math.max(2, missing) };
        await this.#round(id, controller, { path: 'alternatives', request }, number);
        if (this.#running.get(id) === controller) this.#keep(id, all => all.slice(0, k));
      }
    } catch {
      if (this.#running.get(id) === controller) this.#keep(id, all => all.filter(({ finish }) => finish));
    }
  }

  #keep(id, choose) {
    this.#change(id, board => {
      const answers = choose(board.answers);
      return { answers, tiers: answers.map(answer => [answer.id]) };
    });
  }

  #take(id, controller, chunk, round) {
    if (this.#running.get(id) !== controller) return;
    this.#change(id, board => {
      const answers = new Map(board.answers.map(answer => [answer.id, answer]));
      for (const choice of chunk.choices) {
        const before = answers.get(choice.id) ?? { id: choice.id, index: round * ROUND + choice.index, content: '', finish: null };
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

/** Each text once. */
function distinct(answers) {
  return answers.filter(({ content }, i) => answers.findIndex(other => other.content === content) === i);
}

function empty(id) {
  return { id, source: null, status: 'drawn', failure: null, messages: [], answers: [], tiers: [], grades: {}, comment: '' };
}

function failureOf(accident) {
  const failure = accident instanceof Failure ? accident : new Failure('server', 'This page made a mistake', accident.message);
  return failure.record();
}
