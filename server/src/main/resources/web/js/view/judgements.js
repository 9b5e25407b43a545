import { h } from './dom.js';

/** What this person has said about answers. */
export class JudgementsPage {
  element = h('div', { class: 'judgements' }, h('p', { class: 'quiet' }, 'You have not judged an answer yet.'));
}
