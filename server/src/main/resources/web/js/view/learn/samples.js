import { h } from '../dom.js';

/** Answers of the version before and of the candidate, side by side. */
export class Samples {
  element = h('div', { class: 'samples' });

  render(samples) {
    this.element.replaceChildren(
      ...(samples.length
        ? samples.map(pair)
        : [h('p', { class: 'quiet' }, 'When a cycle comes to its end, answers from before and after stand here side by side.')]),
    );
  }
}

function pair({ prompt, before, after }) {
  return h(
    'article',
    {},
    h('h4', {}, prompt),
    h('div', { class: 'sides' }, side('Before', before), side('After', after)),
  );
}

function side(name, words) {
  return h('div', {}, h('h5', {}, name), h('p', {}, words || '(nothing)'));
}
