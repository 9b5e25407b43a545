import { fresh } from '../model/fresh.js';
import { newId } from '../model/ids.js';
import { titleFrom } from '../model/transfer.js';
import { message, settled, shown, versions, withChange, withMessage, withSelected } from '../model/tree.js';
import { prefer } from '../model/preferences.js';
import { sane } from '../model/settings.js';

/** What a person can do with conversations. The views call it, and learn what came of it from the state. */
export class Chat {
  #store;
  #library;
  #answers;

  constructor(store, library, answers) {
    this.#store = store;
    this.#library = library;
    this.#answers = answers;
  }

  /** The conversation that is looked at; a new one is in the state as `draft` until its first message. */
  get current() {
    const { conversations, current, draft } = this.#store.state;
    return conversations.get(current) ?? draft;
  }

  get isRunning() {
    return this.#answers.isRunning(this.current.id);
  }

  startNew() {
    this.#store.update(state => ({ page: null, current: null, editing: null, draft: fresh(state.models) }));
  }

  open(id) {
    if (this.#store.state.conversations.has(id)) this.#store.update(() => ({ page: null, current: id, editing: null }));
  }

  /** Looks at a page in the conversation's place, or (null) at the conversation again. */
  look(page) {
    this.#store.update(() => ({ page, editing: null }));
  }

  /** Says something; false if it cannot be said now. */
  send(text) {
    const words = text.trim();
    if (!words || this.isRunning || !this.#ready()) return false;
    const last = shown(this.current).at(-1);
    // A question that got no answer at all is not asked twice: the next one takes its place.
    const unanswered = last?.role === 'assistant' && !last.content ? this.current.nodes[last.parent]?.parent : undefined;
    this.#ask(message(unanswered ?? last?.id, 'user', words));
    return true;
  }

  stop() {
    this.#answers.stop(this.current.id);
  }

  edit(id) {
    if (!this.isRunning) this.#store.update(() => ({ editing: id }));
  }

  /** Asks a changed question, beside the old one; null leaves everything as it was. */
  resend(id, text) {
    this.#store.update(() => ({ editing: null }));
    const words = text?.trim();
    if (words && !this.isRunning && this.#ready()) this.#ask(message(this.current.nodes[id].parent, 'user', words));
  }

  /** One more answer to the same question, beside the others. */
  regenerate(id) {
    const node = this.current.nodes[id];
    if (this.isRunning || !this.#ready()) return;
    // An answer that never began is not worth a version of its own.
    const again = node.content ? message(node.parent, 'assistant', '', { status: 'running' }) : node;
    this.#write(node.content ? withMessage(this.current, again) : this.current, again.id);
  }

  /** Goes on where an answer stopped. */
  resume(id) {
    if (!this.isRunning && this.#ready()) this.#write(this.current, id);
  }

  /** Shows the version before (−1) or after (+1). */
  turn(id, step) {
    const all = versions(this.current, this.current.nodes[id]);
    // What is chosen, not what was asked about: two quick presses come before the page is drawn again.
    const chosen = this.current.selected[all[0].parent] ?? all.at(-1).id;
    const other = all[all.findIndex(node => node.id === chosen) + step];
    if (other && !this.isRunning) this.#library.put(withSelected(this.current, other.id));
  }

  rename(id, title) {
    const found = this.#store.state.conversations.get(id);
    if (found && title.trim()) this.#library.put({ ...found, title: title.trim().slice(0, 200) });
  }

  /** Forgets a conversation; the notice that says so can bring it back. */
  remove(id) {
    const gone = this.#store.state.conversations.get(id);
    if (!gone) return;
    this.#answers.stop(id);
    if (this.#store.state.current === id) this.startNew();
    this.#library.remove(id);
    this.notice(`“${gone.title}” is deleted.`, { label: 'Undo', run: () => this.#library.put(settled(gone)) });
  }

  /** Reads a file of conversations, and says how that went. */
  import(text) {
    try {
      const added = this.#library.import(text);
      if (added.length === 1) this.open(added[0].id);
      this.notice(added.length === 1 ? 'One conversation was added.' : `${added.length} conversations were added.`);
    } catch (mistake) {
      this.notice(mistake.message);
    }
  }

  setSettings(settings) {
    this.#put({ ...this.current, settings: sane(settings) });
  }

  /** New conversations begin with these settings. */
  keepAsDefaults(settings) {
    prefer('settings', sane(settings));
    this.notice('New conversations begin with these settings.');
  }

  setModel(model) {
    prefer('model', model);
    this.#put({ ...this.current, model });
  }

  notice(words, action = null) {
    this.#store.update(state => ({ notices: [...state.notices, { id: newId(), words, action }] }));
  }

  dismiss(id) {
    this.#store.update(state => ({ notices: state.notices.filter(notice => notice.id !== id) }));
  }

  #ready() {
    return this.#store.state.models.length > 0;
  }

  #ask(question) {
    const answer = message(question.id, 'assistant', '', { status: 'running' });
    const title = this.current.title || titleFrom(question.content);
    this.#write({ ...withMessage(withMessage(this.current, question), answer), title }, answer.id);
  }

  #write(changed, answerId) {
    const { models } = this.#store.state;
    const model = models.some(({ id }) => id === changed.model) ? changed.model : models[0].id;
    this.#library.put({ ...withChange(changed, answerId, { status: 'running' }), model });
    this.#store.update(() => ({ current: changed.id, editing: null }));
    this.#answers.write(changed.id, answerId);
  }

  #put(changed) {
    if (this.#store.state.conversations.has(changed.id)) this.#library.put(changed);
    else this.#store.update(() => ({ draft: changed }));
  }
}
