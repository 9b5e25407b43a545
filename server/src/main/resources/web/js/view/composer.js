/** On a telephone Enter starts a new line, as everywhere there; the button sends. */
const IS_TOUCHED = matchMedia('(pointer: coarse) and (hover: none)');

/** The field where people write, with its one button: send, or stop while an answer is written. */
export class Composer {
  #field = document.getElementById('text');
  #send = document.getElementById('send');
  #stop = document.getElementById('stop');
  #chat;
  #onSent;
  #wasBusy = false;

  constructor(store, chat, onSent) {
    this.#chat = chat;
    this.#onSent = onSent;
    document.getElementById('composer').addEventListener('submit', event => {
      event.preventDefault();
      this.#submit();
    });
    this.#field.addEventListener('keydown', event => this.#key(event));
    this.#field.addEventListener('input', () => this.#fit());
    this.#stop.addEventListener('click', () => chat.stop());
    store.subscribe(state => this.#render(state));
  }

  focus() {
    this.#field.focus();
  }

  get isEmpty() {
    return this.#field.value === '';
  }

  #render(state) {
    const busy = state.running.has(state.current);
    const hadFocus = [this.#send, this.#stop].includes(document.activeElement);
    this.#send.hidden = busy;
    this.#stop.hidden = !busy;
    this.#send.disabled = state.models.length === 0;
    if (hadFocus && this.#wasBusy !== busy) this.focus();
    this.#wasBusy = busy;
  }

  #submit() {
    if (!this.#chat.send(this.#field.value)) return;
    this.#field.value = '';
    this.#fit();
    this.#onSent();
  }

  #key(event) {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && !IS_TOUCHED.matches) {
      event.preventDefault();
      this.#submit();
    }
  }

  /** For browsers whose fields do not grow by themselves. */
  #fit() {
    if (CSS.supports('field-sizing', 'content')) return;
    this.#field.style.height = 'auto';
    this.#field.style.height = `${this.#field.scrollHeight}px`;
  }
}
