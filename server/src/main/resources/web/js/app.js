import { Client } from './api/client.js';
import { Answers } from './chat/answers.js';
import { Chat, fresh } from './chat/chat.js';
import { Database } from './model/database.js';
import { Library } from './model/library.js';
import { apiKey } from './model/preferences.js';
import { Store } from './model/store.js';
import { shown } from './model/tree.js';
import { keepAddress } from './view/address.js';
import { Composer } from './view/composer.js';
import { Connection } from './view/connection.js';
import { helpDialog, keyDialog } from './view/dialogs.js';
import { copyText } from './view/dom.js';
import { Header } from './view/header.js';
import { JudgementsPage } from './view/judgements.js';
import { LearnedPage } from './view/learn/learned.js';
import { Log } from './view/log.js';
import { Notices } from './view/notices.js';
import { Pages } from './view/pages.js';
import { Panels } from './view/panels.js';
import { Settings } from './view/settings.js';
import { listen, shortcutTable, shortcuts } from './view/shortcuts.js';
import { Sidebar } from './view/sidebar.js';
import { themeSwitch } from './view/theme.js';
import { spoken } from './view/thought.js';

const store = new Store({
  conversations: new Map(),
  page: null,
  current: null,
  draft: fresh([]),
  models: [],
  connection: null,
  running: new Set(),
  editing: null,
  renaming: null,
  query: '',
  notices: [],
  persistent: true,
});
const client = new Client(apiKey.get);
const library = new Library(store, await Database.open());
const chat = new Chat(store, library, new Answers(store, client, library));

const pages = [
  { id: 'judgements', title: 'Your judgements', icon: 'scales', make: () => new JudgementsPage() },
  { id: 'learned', title: 'What it learned', icon: 'learn', make: () => new LearnedPage(client, () => askForKey()) },
];

await library.load();
keepAddress(store, chat, pages);

const panels = new Panels();
const askForKey = keyDialog(() => connection.ask());
const connection = new Connection(store, client, () => askForKey({ isRefused: true }));
const log = new Log(store, chat, askForKey);
const composer = new Composer(store, chat, () => log.end());
const onOpen = () => {
  panels.closeOver();
  composer.focus();
};

new Header(store, chat, pages, askForKey);
new Sidebar(store, chat, onOpen);
new Pages(store, pages, { chosen: () => panels.closeOver(), left: () => composer.focus() });
new Settings(store, chat);
new Notices(store, chat);
themeSwitch(document.getElementById('look'));
document.getElementById('set-key').addEventListener('click', askForKey);

const lastOf = role => !store.state.page && shown(chat.current).findLast(node => node.role === role);
const keyboard = shortcuts({
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
  help: () => help(),
});
const help = helpDialog(shortcutTable(keyboard));
document.getElementById('show-help').addEventListener('click', help);
listen(keyboard);

if (!store.state.page) composer.focus();
document.body.dataset.ready = 'true';
connection.ask();
