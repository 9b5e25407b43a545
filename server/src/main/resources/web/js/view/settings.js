import { MAX_STOPS, SAMPLING, isValid } from '../model/settings.js';
import { h } from './dom.js';

/** The panel of one conversation: what the model is told first, and how its words are drawn. An empty field is the server's choice. */
export class Settings {
  #chat;
  #system = document.getElementById('system');
  #stops = document.getElementById('stops');
  #fields = new Map();
  #shown = null;

  constructor(store, chat) {
    this.#chat = chat;
    const sampling = document.getElementById('sampling');
    for (const field of SAMPLING) sampling.append(this.#field(field));
    this.#system.addEventListener('input', () => this.#changed());
    this.#stops.addEventListener('input', () => this.#changed());
    document.getElementById('reset-settings').addEventListener('click', () => {
      this.#chat.setSettings({});
      this.#shown = null;
    });
    document.getElementById('keep-settings').addEventListener('click', () => chat.keepAsDefaults(chat.current.settings));
    store.subscribe(state => this.#render(state.conversations.get(state.current) ?? state.draft));
  }

  #field(field) {
    const input = h('input', {
      type: 'number', id: `set-${field.id}`, min: field.min, max: field.max, step: field.step, inputmode: field.whole ? 'numeric' : 'decimal',
      placeholder: 'default', 'aria-describedby': `hint-${field.id}`, onInput: () => this.#changed(),
    });
    this.#fields.set(field, input);
    return h('div', { class: 'field' },
      h('label', { for: input.id }, field.label, field.unit && h('span', { class: 'unit' }, ` (${field.unit})`)),
      input,
      h('p', { id: `hint-${field.id}`, class: 'hint' }, field.hint));
  }

  /** Fields are only written when others are to be shown: what somebody is typing is theirs. */
  #render({ id, settings }) {
    if (this.#shown?.id === id && this.#shown.settings === settings) return;
    this.#shown = { id, settings };
    this.#system.value = settings.system ?? '';
    this.#stops.value = (settings.stop ?? []).map(escaped).join('\n');
    for (const [field, input] of this.#fields) {
      input.value = settings[field.id] ?? '';
      input.removeAttribute('aria-invalid');
    }
  }

  #changed() {
    const settings = { system: this.#system.value, stop: this.#stops.value.split('\n').filter(Boolean).slice(0, MAX_STOPS).map(unescaped) };
    for (const [field, input] of this.#fields) {
      const value = input.value === '' ? undefined : input.valueAsNumber;
      const isWrong = input.validity.badInput || (value !== undefined && !isValid(field, value));
      input.setAttribute('aria-invalid', String(isWrong));
      if (value !== undefined && !isWrong) settings[field.id] = value;
    }
    this.#chat.setSettings(settings);
    const { id, settings: kept } = this.#chat.current;
    this.#shown = { id, settings: kept };
  }
}

/** A stop string stands on one line: a line break in it is written \n. */
function escaped(text) {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

function unescaped(text) {
  return text.replaceAll(/\\([\\nt])/g, (_, letter) => ({ '\\': '\\', n: '\n', t: '\t' })[letter]);
}
