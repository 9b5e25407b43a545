import { h, icon } from './dom.js';

/**
 * The pages that stand in the conversation's place: each has an address (#/ID) and a line in the sidebar. A page is
 * {id, title, icon, make, badge?}: `make` gives its view {element, open?} when it is first looked at, `open` is called each time
 * it is, and `badge` says from the state what stands beside its name.
 */
export class Pages {
  #pages;
  #room = document.getElementById('page');
  #links = new Map();
  #views = new Map();
  #shown = null;
  #onChosen;
  #onLeft;

  /** @param on {chosen, left}: a line in the sidebar was chosen; the conversation is looked at again */
  constructor(store, pages, { chosen, left }) {
    this.#pages = pages;
    this.#onChosen = chosen;
    this.#onLeft = left;
    document.getElementById('pages').append(h('ul', {}, pages.map(page => h('li', {}, this.#link(page)))));
    store.subscribe(state => this.#render(state));
  }

  #link(page) {
    const badge = h('span', { class: 'badge', hidden: true });
    const link = h('a', { href: `#/${page.id}`, onClick: () => this.#onChosen() }, icon(page.icon), h('span', {}, page.title), badge);
    this.#links.set(page.id, { link, badge });
    return link;
  }

  #render(state) {
    for (const { id, badge } of this.#pages) this.#mark(this.#links.get(id), state.page === id, badge?.(state) ?? '');
    if (state.page === this.#shown) return;
    this.#shown = state.page;
    document.body.toggleAttribute('data-page', state.page !== null);
    this.#room.hidden = state.page === null;
    this.#room.replaceChildren();
    if (state.page === null) this.#onLeft();
    else this.#open(this.#pages.find(({ id }) => id === state.page));
  }

  #mark({ link, badge }, isOpen, words) {
    if (isOpen) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
    badge.hidden = !words;
    if (badge.textContent !== words) badge.textContent = words;
  }

  #open(page) {
    if (!this.#views.has(page.id)) this.#views.set(page.id, page.make());
    const view = this.#views.get(page.id);
    const title = h('h2', { id: 'page-title', tabindex: '-1' }, page.title);
    this.#room.append(h('div', { class: 'page' }, title, view.element));
    this.#room.scrollTop = 0;
    title.focus();
    view.open?.();
  }
}
