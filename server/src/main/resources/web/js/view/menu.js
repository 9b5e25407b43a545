import { h, icon } from './dom.js';

/** A menu that opens beside a button. Arrow keys move in it; Escape and a click elsewhere close it. */
export class Menu {
  #owner = null;
  element = h('div', { class: 'menu', role: 'menu', popover: 'auto', onKeydown: event => this.#key(event) });

  /** @param items [{label, icon, run, danger?}] */
  open(owner, items) {
    this.#owner = owner;
    this.element.replaceChildren(...items.map(item =>
      h('button', { type: 'button', role: 'menuitem', class: item.danger ? 'danger' : null, onClick: () => this.#choose(item) },
        icon(item.icon), item.label)));
    this.element.showPopover();
    this.#place(owner.getBoundingClientRect());
    this.element.firstChild.focus();
  }

  #place(beside) {
    const { width, height } = this.element.getBoundingClientRect();
    const below = beside.bottom + height + 8 < innerHeight;
    this.element.style.left = `${Math.max(8, Math.min(beside.left, innerWidth - width - 8))}px`;
    this.element.style.top = `${below ? beside.bottom + 4 : Math.max(8, beside.top - height - 4)}px`;
  }

  #choose(item) {
    this.element.hidePopover();
    this.#owner.focus();
    item.run();
  }

  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const items = [...this.element.children];
    const next = (items.indexOf(document.activeElement) + step + items.length) % items.length;
    items[next].focus();
  }
}
