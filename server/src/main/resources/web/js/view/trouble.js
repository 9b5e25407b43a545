import { h } from './dom.js';

/** Says why an answer failed, and what can be done: try again (once the server's time has passed), go on, or give a key. */
export class Trouble {
  #shown = null;
  #timer = 0;
  element = h('div', { class: 'trouble', role: 'alert', hidden: true });

  /** @param turn {node, busy, isLast, chat, askForKey} */
  show(turn) {
    const { failure } = turn.node;
    const isShown = turn.node.status === 'failed' && Boolean(failure) && turn.isLast;
    this.element.hidden = !isShown;
    if (!isShown || failure !== this.#shown) clearInterval(this.#timer);
    if (isShown && failure !== this.#shown) this.#fill(turn, failure);
    this.#shown = isShown ? failure : null;
  }

  #fill(turn, failure) {
    const again = h('button', { type: 'button', class: 'strong', onClick: () => turn.chat.regenerate(turn.node.id) });
    this.#countDown(again, failure.retryAt);
    this.element.replaceChildren(
      h('p', {}, h('strong', {}, `${failure.title}.`), ` ${failure.message}`),
      h('div', { class: 'row' },
        failure.kind === 'key' && h('button', { type: 'button', class: 'strong', onClick: turn.askForKey }, 'Enter a key'),
        turn.node.content && h('button', { type: 'button', class: 'strong', onClick: () => turn.chat.resume(turn.node.id) }, 'Continue'),
        again));
  }

  #countDown(button, retryAt) {
    const tick = () => {
      const seconds = Math.ceil((retryAt - Date.now()) / 1000);
      button.disabled = seconds > 0;
      button.textContent = seconds > 0 ? `Try again in ${seconds} s` : 'Try again';
      if (seconds <= 0) clearInterval(this.#timer);
    };
    this.#timer = setInterval(tick, 250);
    tick();
  }
}
