import { h } from './dom.js';

/**
 * The keyboard: one list, for the listener and for the help dialog. `key` is compared with the event's key, `code` with the place
 * on the keyboard; `mod` is Control, or Command on a Mac. Without mod or alt a shortcut works only outside of fields.
 */
export function shortcuts(page) {
  return [
    { keys: ['Enter'], words: 'Send the message' },
    { keys: ['Shift', 'Enter'], words: 'Start a new line' },
    { keys: ['↑'], words: 'In an empty field: edit the last question', when: () => page.composer.isEmpty && page.isInComposer(), key: 'ArrowUp', inFields: true, run: page.editLast },
    { keys: ['Esc'], words: 'Stop the answer; close a panel', key: 'Escape', inFields: true, run: page.escape },
    { keys: ['Alt', 'R'], words: 'Answer again', alt: true, code: 'KeyR', run: page.regenerateLast },
    { keys: ['Alt', 'C'], words: 'Copy the last answer', alt: true, code: 'KeyC', run: page.copyLast },
    { keys: ['Alt', ','], words: 'Previous version of the last answer', alt: true, code: 'Comma', run: () => page.turnLast(-1) },
    { keys: ['Alt', '.'], words: 'Next version of the last answer', alt: true, code: 'Period', run: () => page.turnLast(+1) },
    { keys: ['Alt', 'U'], words: 'The last answer is good', alt: true, code: 'KeyU', run: () => page.act('up') },
    { keys: ['Alt', 'J'], words: 'The last answer is bad', alt: true, code: 'KeyJ', run: () => page.act('down') },
    { keys: ['Alt', 'K'], words: 'Compare the last answer with others', alt: true, code: 'KeyK', run: () => page.act('compare') },
    { keys: ['Alt', 'X'], words: 'Fix the last answer', alt: true, code: 'KeyX', run: () => page.act('fix') },
    { keys: ['Mod', 'Shift', 'O'], words: 'New conversation', mod: true, shift: true, code: 'KeyO', run: page.startNew },
    { keys: ['Mod', 'K'], words: 'Search conversations', mod: true, code: 'KeyK', run: page.search },
    { keys: ['Mod', 'B'], words: 'Show or hide the conversations', mod: true, code: 'KeyB', run: () => page.panels.toggle('sidebar') },
    { keys: ['Mod', ','], words: 'Show or hide the settings', mod: true, code: 'Comma', run: () => page.panels.toggle('settings') },
    { keys: ['/'], words: 'Go to the message field', key: '/', run: page.compose },
    { keys: ['?'], words: 'Show this help', key: '?', run: page.help },
  ];
}

/** Listens until the page is closed. */
export function listen(list) {
  document.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.isComposing) return;
    const hit = list.find(shortcut => shortcut.run && matches(shortcut, event));
    if (!hit || hit.run() === false) return;
    event.preventDefault();
  });
}

function matches({ key, code, mod = false, alt = false, shift, inFields, when }, event) {
  const isKey = key ? event.key === key : event.code === code;
  const modifiers = mod === (event.ctrlKey || event.metaKey) && alt === event.altKey && (shift === undefined || shift === event.shiftKey);
  const isFree = mod || alt || inFields || !event.target.closest('input, textarea, select');
  return isKey && modifiers && isFree && (!when || when()) && (inFields || !document.querySelector('dialog[open]'));
}

/** The list as the help dialog shows it. */
export function shortcutTable(list) {
  const mod = navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl';
  return list.map(({ keys, words }) => [
    h('dt', {}, keys.map(key => h('kbd', {}, key === 'Mod' ? mod : key))),
    h('dd', {}, words),
  ]).flat();
}
