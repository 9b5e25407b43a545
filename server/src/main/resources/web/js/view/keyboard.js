import { shown } from '../model/tree.js';
import { copyText } from './dom.js';
import { shortcuts } from './shortcuts.js';
import { spoken } from './thought.js';

/** What the keys do on this page; `page` is {store, chat, panels, composer, onOpen, showHelp}. */
export function keyboard({ store, chat, panels, composer, onOpen, showHelp }) {
  const lastOf = role => !store.state.page && shown(chat.current).findLast(node => node.role === role);
  return shortcuts({
    composer,
    panels,
    isInComposer: () => document.activeElement?.id === 'text',
    compose: () => (store.state.page ? chat.look(null) : composer.focus()),
    startNew: () => {
      chat.startNew();
      onOpen();
    },
    search: () => {
      panels.open('sidebar');
      document.getElementById('search').focus();
    },
    escape: () => {
      if (document.querySelector('dialog[open], :popover-open')) return false;
      return panels.closeOver() || (chat.isRunning && (chat.stop(), true));
    },
    editLast: () => lastOf('user') && chat.edit(lastOf('user').id),
    regenerateLast: () => lastOf('assistant') && chat.regenerate(lastOf('assistant').id),
    copyLast: async () => {
      const answer = lastOf('assistant');
      if (!answer) return;
      await copyText(spoken(answer.content));
      chat.notice('The last answer is copied.');
    },
    turnLast: step => lastOf('assistant') && chat.turn(lastOf('assistant').id, step),
    act: action => lastOf('assistant') && pressLast(action),
    help: showHelp,
  });
}

/** Presses a button of the last message's row, if it has it. */
function pressLast(action) {
  const button = document.querySelector(`.turn:last-child [data-action='${action}']:not([hidden])`);
  button?.click();
  button?.focus();
}
