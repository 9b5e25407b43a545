import { preference, prefer } from '../model/preferences.js';

const PANELS = {
  sidebar: { narrow: '(max-width: 55rem)', button: 'toggle-sidebar', start: true },
  settings: { narrow: '(max-width: 75rem)', button: 'toggle-settings', start: false },
};

/**
 * The two panels beside the conversation. Where there is room they stand next to it; where there is not they lie over it, one at a
 * time, and the rest of the page waits. Whether they are open in a wide window is remembered.
 */
export class Panels {
  #open = {};
  #before = null;
  #scrim = document.getElementById('scrim');
  #main = document.getElementById('main');

  constructor() {
    for (const [name, { narrow, button, start }] of Object.entries(PANELS)) {
      const query = matchMedia(narrow);
      this.#open[name] = !query.matches && preference(`panel.${name}`, start);
      query.addEventListener('change', () => this.#set(name, !query.matches && preference(`panel.${name}`, start)));
      document.getElementById(button).addEventListener('click', () => this.toggle(name));
      document.getElementById(name).querySelector('.close-panel')?.addEventListener('click', () => this.#set(name, false));
    }
    this.#scrim.addEventListener('click', () => this.closeOver());
    this.#render();
  }

  isOver(name) {
    return this.#open[name] && matchMedia(PANELS[name].narrow).matches;
  }

  toggle(name) {
    this.#set(name, !this.#open[name]);
    if (!matchMedia(PANELS[name].narrow).matches) prefer(`panel.${name}`, this.#open[name]);
  }

  open(name) {
    if (!this.#open[name]) this.#set(name, true);
  }

  /** Closes what lies over the conversation; false if nothing does. */
  closeOver() {
    const over = Object.keys(PANELS).find(name => this.isOver(name));
    if (over) this.#set(over, false);
    return Boolean(over);
  }

  #set(name, isOpen) {
    if (this.#open[name] === isOpen) return;
    if (isOpen && matchMedia(PANELS[name].narrow).matches) {
      for (const other of Object.keys(PANELS)) if (other !== name && this.isOver(other)) this.#open[other] = false;
      this.#before = document.activeElement;
    }
    this.#open[name] = isOpen;
    this.#render();
    if (this.isOver(name)) document.getElementById(name).querySelector('button, input, textarea')?.focus();
    else if (!isOpen && (this.#before || document.getElementById(name).contains(document.activeElement))) {
      (this.#before?.isConnected ? this.#before : document.getElementById(PANELS[name].button)).focus();
      this.#before = null;
    }
  }

  #render() {
    const over = Object.keys(PANELS).find(name => this.isOver(name));
    for (const [name, { button }] of Object.entries(PANELS)) {
      const panel = document.getElementById(name);
      panel.inert = !this.#open[name] || (Boolean(over) && over !== name);
      panel.classList.toggle('open', this.#open[name]);
      panel.classList.toggle('over', name === over);
      document.getElementById(button).setAttribute('aria-expanded', String(this.#open[name]));
    }
    this.#main.inert = Boolean(over);
    this.#scrim.hidden = !over;
  }
}
