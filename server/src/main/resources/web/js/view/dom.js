/**
 * Makes an element. Names that begin with `on` are listeners, the others attributes: true stands for an empty one, false and
 * null for none. Strings among the children become text, never markup.
 */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2).toLowerCase(), value);
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** Strokes on a field of 24 × 24. */
const ICONS = {
  plus: 'M12 5v14M5 12h14',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM16.5 16.5 21 21',
  panel: 'M4 5h16v14H4zM9.5 5v14',
  sliders: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
  send: 'M12 19V6M6.5 11.5 12 6l5.5 5.5',
  stop: 'M8 8h8v8H8z',
  copy: 'M9 9h10v11H9zM15 9V4H5v11h4',
  check: 'M5 12.5 10 17.5 19 7',
  again: 'M19 12a7 7 0 1 1-2.2-5.1M19.5 3.5V8H15',
  edit: 'M5 19h3.5L19 8.5 15.5 5 5 15.5zM13 7.5l3.5 3.5',
  forward: 'M5 6l7 6-7 6zM13 6l7 6-7 6z',
  left: 'M14.5 6 8.5 12l6 6',
  right: 'M9.5 6l6 6-6 6',
  down: 'M12 5v13M6 12.5 12 18.5 18 12.5',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  trash: 'M5 7h14M10 7V4.5h4V7M7 7l1 12.5h8L17 7M10.5 11v5M13.5 11v5',
  save: 'M12 4v11M7 10.5 12 15.5 17 10.5M5 19.5h14',
  load: 'M12 15.5V4M7 9 12 4l5 5M5 19.5h14',
  key: 'M14.5 9.5a4 4 0 1 0-3.6 4L13 15.5h2.5V18H18v2.5h2.5V17l-6.2-6.2',
  help: 'M9 9.3a3 3 0 1 1 4.4 2.7c-.9.5-1.4 1-1.4 2M12 17.6h.01M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Z',
  close: 'M6 6l12 12M18 6 6 18',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M5.6 18.4l1.1-1.1M17.3 6.7l1.1-1.1',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z',
  learn: 'M4 19.5h16M4.5 15l4.5-5 4 3.5 6.5-8M15 5.5h4.5V10',
  scales: 'M12 4v15.5M8 19.5h8M5 7h14M5 7l-2.5 6a2.8 2.8 0 0 0 5 0zM19 7l-2.5 6a2.8 2.8 0 0 0 5 0z',
  thumbUp: 'M7.5 11v8.5h-3V11zM7.5 11l4-7a2.2 2.2 0 0 1 2.1 2.8L13 10h5a2 2 0 0 1 2 2.4l-1.2 5.5a2 2 0 0 1-2 1.6H7.5',
  thumbDown: 'M7.5 13V4.5h-3V13zM7.5 13l4 7a2.2 2.2 0 0 0 2.1-2.8L13 14h5a2 2 0 0 0 2-2.4l-1.2-5.5a2 2 0 0 0-2-1.6H7.5',
  columns: 'M4.5 5h6v14h-6zM13.5 5h6v14h-6z',
  fix: 'M4 20h3.5L18.5 9 15 5.5 4 16.5zM13 7.5l3.5 3.5M14 20h6',
  grip: 'M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01',
  rank: 'M6 19v-6M12 19V5M18 19v-9',
  write: 'M4.5 5h15v11H12l-4.5 3.5V16h-3zM8.5 9h7M8.5 12h4',
  auto: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM12 4v16M15 5v14M18 7v10',
};

/** Makes an element of a drawing. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** A small drawing that readers of the screen pass over. */
export function icon(name) {
  return svg('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true', class: 'icon' }, svg('path', { d: ICONS[name] }));
}

/** A button that is a drawing; its name is read out and shown as a tip. */
export function iconButton(drawing, label, onClick, attributes = {}) {
  return h('button', { type: 'button', class: 'icon-button', 'aria-label': label, title: label, onClick, ...attributes }, icon(drawing));
}

/** Puts text on the clipboard; where the browser's own way is refused, as on pages that came over plain HTTP, the old way. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = h('textarea', { class: 'visually-hidden', 'aria-hidden': 'true' });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}

/** A copy button that says for a moment that it has copied. */
export function copyButton(label, text) {
  const button = iconButton('copy', label, async () => {
    await copyText(text());
    button.replaceChildren(icon('check'));
    button.setAttribute('aria-label', 'Copied');
    setTimeout(() => {
      button.replaceChildren(icon('copy'));
      button.setAttribute('aria-label', label);
    }, 1600);
  });
  return button;
}

/** Has the browser save a file. */
export function saveFile(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  h('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
