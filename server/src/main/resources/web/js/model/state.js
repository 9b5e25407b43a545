import { fresh } from './fresh.js';
import { USUAL } from './rules.js';

/** The state as the page opens. */
export function opening() {
  return {
    conversations: new Map(),
    page: null,
    current: null,
    draft: fresh([]),
    models: [],
    connection: null,
    running: new Set(),
    editing: null,
    renaming: null,
    query: '',
    notices: [],
    persistent: true,
    // What is said of answers: what waits to be sent, what the server has, what it said thanks for since the page was opened, and what may be said.
    outbox: [],
    kept: new Map(),
    thanked: new Map(),
    rules: USUAL,
    // The room under an answer, {node, what}; answers to rank; an example being written; the list of one's own judgements.
    opened: null,
    boards: new Map(),
    example: null,
    own: { items: [], next: null, status: 'unread', failure: null },
  };
}
