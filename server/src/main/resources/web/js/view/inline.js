import { h } from './dom.js';

/** The elements and strings that inline markdown stands for. */
export function inline(tokens) {
  return (tokens ?? []).map(token => (INLINE[token.type] ?? raw)(token));
}

const INLINE = {
  text: token => (token.tokens ? h('span', {}, inline(token.tokens)) : unescaped(token.text)),
  escape: token => token.text,
  strong: token => h('strong', {}, inline(token.tokens)),
  em: token => h('em', {}, inline(token.tokens)),
  del: token => h('del', {}, inline(token.tokens)),
  codespan: token => h('code', {}, token.text),
  br: () => h('br'),
  link: token => link(token.href, inline(token.tokens)),
  image: token => link(token.href, [`Image: ${token.text || token.href}`], 'picture'),
  html: token => (/^<br\s*\/?>$/i.test(token.text) ? h('br') : token.text),
};

function raw(token) {
  return token.raw;
}

/** Leads away only to where a link may lead. Pictures are not loaded: asking for one would tell a stranger that it is looked at. */
function link(href, children, className = null) {
  const url = URL.canParse(href) ? new URL(href) : null;
  if (!url || !['http:', 'https:', 'mailto:'].includes(url.protocol)) return h('span', { class: className }, children);
  return h('a', { href: url.href, class: className, target: '_blank', rel: 'noopener noreferrer nofollow', title: url.href }, children);
}

const ENTITIES = {
  amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', copy: '©', reg: '®', trade: '™', hellip: '…', mdash: '—', ndash: '–',
  lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', laquo: '«', raquo: '»', bull: '•', middot: '·', times: '×', divide: '÷', deg: '°',
  plusmn: '±', frac12: '½', euro: '€', pound: '£', larr: '←', rarr: '→', uarr: '↑', darr: '↓', harr: '↔', le: '≤', ge: '≥', ne: '≠',
  infin: '∞', radic: '√', pi: 'π', alpha: 'α', beta: 'β', gamma: 'γ', delta: 'δ', lambda: 'λ', mu: 'μ', sigma: 'σ', sum: '∑', minus: '−',
};

/** Text with the entities of HTML as the characters they stand for. */
function unescaped(text) {
  return text.replaceAll(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|(\w{2,8}));/g, (whole, decimal, hex, name) => {
    if (name) return ENTITIES[name] ?? whole;
    const point = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
  });
}
