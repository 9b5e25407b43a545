import { h } from '../dom.js';
import { formKeys } from './thumbs.js';

/** An answer as a field: how it should have read. */
export class FixForm {
  #before;
  #field = h('textarea', { rows: '4', 'aria-label': 'The answer as it should have read' });
  #send = h('button', { class: 'strong' }, 'Send the correction');
  element;

  /** @param text what stands there now @param on {send: text => …, close} */
  constructor(text, { send, close }) {
    this.#before = text.trim();
    this.#field.value = text;
    this.#field.addEventListener('input', () => this.#changed());
    const submit = event => {
      event.preventDefault();
      if (!this.#send.disabled) send(this.#field.value.trim());
    };
    this.element = h('form', { class: 'card-form', onSubmit: submit, onKeydown: formKeys(close) },
      h('h3', {}, 'How should it have read?'), this.#field,
      h('div', { class: 'row' }, this.#send, h('button', { type: 'button', onClick: close }, 'Cancel'),
        h('span', { class: 'quiet' }, 'Ctrl + Enter sends. What the model learns from is your text.')));
    this.#changed();
  }

  open() {
    this.#field.focus();
    this.#field.setSelectionRange(this.#field.value.length, this.#field.value.length);
  }

  #changed() {
    const text = this.#field.value.trim();
    this.#send.disabled = text === '' || text === this.#before;
  }
}
