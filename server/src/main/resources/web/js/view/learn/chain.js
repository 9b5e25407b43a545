import { verdictOf } from '../../learn/verdict.js';
import { h } from '../dom.js';
import { brief } from './plot.js';

const STANDING = { current: 'serving now', previous: 'one step back', accepted: 'accepted', rejected: 'refused' };

/** The versions, each hanging from the one it was made from, the newest first. `onServe` is called with a version to serve. */
export class Chain {
  #onServe;
  element = h('ol', { class: 'chain' });

  constructor(onServe) {
    this.#onServe = onServe;
  }

  render(versions) {
    this.element.replaceChildren(...versions.map(version => this.#link(version)));
  }

  #link(version) {
    const verdict = verdictOf(version);
    return h(
      'li',
      { class: version.standing, 'data-version': version.version },
      h('h4', {}, `Version ${version.version}`, ' ', h('span', { class: 'standing' }, STANDING[version.standing])),
      h('p', { class: 'quiet' }, this.#origin(version)),
      h('p', { class: `verdict ${verdict.word}` }, h('strong', {}, verdict.word), ' ', verdict.sentence),
      (verdict.wins.rate ?? verdict.wins.low) !== undefined && h('p', { class: 'wins' }, wins(verdict.wins)),
      verdict.checks.length > 0 && checks(verdict.checks),
      ['accepted', 'previous'].includes(version.standing) && this.#button(version),
    );
  }

  #origin({ created, parent }) {
    const when = new Date(created * 1000).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
    return parent === null ? when : `${when} · made from version ${parent}`;
  }

  #button({ version }) {
    return h('button', { type: 'button', 'data-action': 'serve', onClick: () => this.#onServe(version) }, `Serve version ${version}`);
  }
}

function wins({ rate, low }) {
  const bound = low === undefined ? '' : `${percent(low)} at least (95 % bound)`;
  return `Win rate ${[rate === undefined ? '' : percent(rate), bound].filter(Boolean).join(', ')}`;
}

const percent = share => `${(100 * share).toFixed(1)} %`;

function checks(all) {
  return h(
    'details',
    {},
    h('summary', {}, `${all.length} checks of the gate`),
    h(
      'ul',
      { class: 'checks' },
      all.map(({ name, value, passed, sentence }) =>
        h('li', { class: passed ? 'passed' : 'failed' }, h('span', {}, passed ? '✓' : '✗'), ' ', sentence || `${name.replaceAll('_', ' ')}: ${brief(Number(value))}`),
      ),
    ),
  );
}
