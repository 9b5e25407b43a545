import { Lexer } from '../vendor/marked.js';
import { codeBlock } from './code.js';
import { h } from './dom.js';
import { inline } from './inline.js';

/** So many blocks at the end may still change while text comes in: a line can make the paragraph above it a heading. */
const UNSETTLED = 3;

/**
 * Markdown that grows. The text is read as blocks; those that are as they were keep their elements, so a long answer costs no more
 * per frame than its end, and what a reader has selected above stays selected. Nothing ever becomes HTML on the way: elements are
 * made one by one from what the reader of the markdown found, and tags in the text are text.
 */
export class Markdown {
  #root;
  #blocks = [];
  #text = '';
  #links = {};

  constructor(root) {
    this.#root = root;
  }

  /** Shows this text; `whole` once nothing more will come. */
  show(text, whole) {
    const source = text.replaceAll(/\r\n?/g, '\n');
    const settled = whole || !source.startsWith(this.#text) ? 0 : Math.max(0, this.#blocks.length - UNSETTLED);
    const offset = this.#blocks.slice(0, settled).reduce((sum, block) => sum + block.raw.length, 0);
    const lexer = new Lexer();
    lexer.tokens.links = this.#links;
    const tokens = lexer.lex(source.slice(offset));
    this.#links = lexer.tokens.links;
    this.#text = source;
    tokens.forEach((token, i) => this.#place(settled + i, token));
    for (const block of this.#blocks.splice(settled + tokens.length)) block.element?.remove();
  }

  #place(index, token) {
    const old = this.#blocks[index];
    if (old && old.raw === token.raw && old.type === token.type) return;
    if (old?.type === 'code' && token.type === 'code' && old.element.grow(token)) {
      this.#blocks[index] = { ...old, raw: token.raw };
      return;
    }
    const element = block(token);
    this.#blocks[index] = { raw: token.raw, type: token.type, element };
    if (old?.element && element) old.element.replaceWith(element);
    else {
      old?.element?.remove();
      if (element) this.#root.insertBefore(element, this.#elementAfter(index));
    }
  }

  #elementAfter(index) {
    return this.#blocks.slice(index + 1).find(block => block.element)?.element ?? null;
  }
}

const BLOCKS = {
  space: () => null,
  def: () => null,
  hr: () => h('hr'),
  code: codeBlock,
  heading: token => h(`h${Math.min(6, token.depth + 2)}`, { class: `heading-${token.depth}` }, inline(token.tokens)),
  paragraph: token => h('p', {}, inline(token.tokens)),
  text: token => h('span', {}, inline(token.tokens ?? [token])),
  checkbox: token => h('input', { type: 'checkbox', disabled: true, checked: token.checked, 'aria-label': token.checked ? 'done' : 'to do' }),
  blockquote: token => h('blockquote', {}, blocks(token.tokens)),
  list,
  table,
  html: token => (token.text.startsWith('<!--') ? null : h('p', { class: 'verbatim' }, token.text.trim())),
};

function block(token) {
  const make = BLOCKS[token.type];
  return make ? make(token) : h('p', {}, token.raw);
}

function blocks(tokens) {
  return tokens.map(block).filter(element => element !== null);
}

function list(token) {
  const items = token.items.map(item => h('li', { class: item.task ? 'task' : null }, blocks(item.tokens)));
  return token.ordered ? h('ol', { start: token.start === 1 ? null : token.start }, items) : h('ul', {}, items);
}

/** Wide tables move sideways in a frame of their own, by keyboard too. */
function table(token) {
  const cell = (tag, { tokens, align }) => h(tag, { class: align ? `to-${align}` : null, scope: tag === 'th' ? 'col' : null }, inline(tokens));
  const head = h('thead', {}, h('tr', {}, token.header.map(one => cell('th', one))));
  const body = h('tbody', {}, token.rows.map(row => h('tr', {}, row.map(one => cell('td', one)))));
  return h('div', { class: 'table-frame', role: 'region', 'aria-label': 'Table', tabindex: '0' }, h('table', {}, head, body));
}
