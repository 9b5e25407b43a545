import { copyButton, h } from './dom.js';

/** Longer code keeps one colour, so that a frame stays short while it grows. */
const MOST_COLOURED = 20_000;

let highlighter = null;
const waiting = new Map();

/** A block of code with its language, a copy button and colours; `grow` gives it more of the same, or refuses. */
export function codeBlock(token) {
  const language = (token.lang ?? '').trim().split(/\s/)[0];
  const code = h('code');
  const figure = h('figure', { class: 'code' },
    h('figcaption', {}, h('span', {}, language || 'text'), copyButton('Copy code', () => code.textContent)),
    h('pre', { tabindex: '0', 'aria-label': `Code${language ? ` in ${language}` : ''}`, role: 'region' }, code));
  figure.grow = next => {
    if ((next.lang ?? '') !== (token.lang ?? '')) return false;
    paint(code, next.text, language);
    return true;
  };
  paint(code, token.text, language);
  return figure;
}

/** The colours come from a library that is asked for when the first code is seen; until it is here, code is plain. */
function paint(code, text, language) {
  if (!highlighter) {
    code.textContent = text;
    waiting.set(code, () => paint(code, code.textContent, language));
    load();
    return;
  }
  const known = language && highlighter.getLanguage(language) && text.length <= MOST_COLOURED;
  if (known) code.replaceChildren(...coloured(highlighter.highlight(text, { language, ignoreIllegals: true })._emitter.root));
  else code.textContent = text;
}

let loading = null;

function load() {
  loading ??= import('../vendor/highlight.js').then(module => {
    highlighter = module.default;
    for (const again of waiting.values()) again();
    waiting.clear();
  }, () => {});
}

/** The library's findings as elements; its own way would be a string of HTML. */
function coloured(node) {
  return node.children.map(child => {
    if (typeof child === 'string') return child;
    if (!child.scope || child.scope.startsWith('language:')) return h('span', {}, coloured(child));
    return h('span', { class: `hl-${child.scope.split('.')[0]}` }, coloured(child));
  });
}
