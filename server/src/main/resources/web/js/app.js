import { Client } from './api/client.js';
import { Answers } from './chat/answers.js';
import { Chat } from './chat/chat.js';
import { Boards } from './judge/boards.js';
import { Example } from './judge/example.js';
import { Judging } from './judge/judging.js';
import { Outbox } from './judge/outbox.js';
import { Own } from './judge/own.js';
import { Database } from './model/database.js';
import { Library } from './model/library.js';
import { apiKey } from './model/preferences.js';
import { opening } from './model/state.js';
import { Store } from './model/store.js';
import { keepAddress } from './view/address.js';
import { Composer } from './view/composer.js';
import { Connection } from './view/connection.js';
import { helpDialog, keyDialog } from './view/dialogs.js';
import { Header } from './view/header.js';
import { JudgementsPage } from './view/judge/judgements.js';
import { RankPage } from './view/judge/rank.js';
import { WritePage } from './view/judge/write.js';
import { keyboard } from './view/keyboard.js';
import { LearnedPage } from './view/learn/learned.js';
import { Log } from './view/log.js';
import { Notices } from './view/notices.js';
import { Pages } from './view/pages.js';
import { Panels } from './view/panels.js';
import { Settings } from './view/settings.js';
import { listen, shortcutTable } from './view/shortcuts.js';
import { Sidebar } from './view/sidebar.js';
import { themeSwitch } from './view/theme.js';

const store = new Store(opening());
const client = new Client(apiKey.get);
const database = await Database.open();
const library = new Library(store, database);
const chat = new Chat(store, library, new Answers(store, client, library));

const judging = new Judging(store, database.shelf('kept'), words => chat.notice(words));
const outbox = new Outbox(store, database.shelf('outbox'), client, {
  keep: (wish, receipt) => judging.confirmed(wish, receipt),
  askForKey: () => askForKey({ isRefused: true }),
});
const boards = new Boards(store, client);
const desk = { chat, judging, boards, example: new Example(store, judging, boards) };
const pages = [
  { id: 'rank', title: 'Rank answers', icon: 'rank', make: () => new RankPage(store, desk) },
  { id: 'write', title: 'Write an example', icon: 'write', make: () => new WritePage(store, desk) },
  {
    id: 'judgements',
    title: 'Your judgements',
    icon: 'scales',
    make: () => new JudgementsPage(store, new Own(store, client), desk),
    badge: state => (state.outbox.length ? `${state.outbox.length} waiting` : ''),
  },
  { id: 'learned', title: 'What it learned', icon: 'learn', make: () => new LearnedPage(client, () => askForKey()) },
];

await library.load();
await judging.load(outbox);
keepAddress(store, chat, pages);

const panels = new Panels();
const askForKey = keyDialog(() => connection.ask());
const connection = new Connection(store, client, () => askForKey({ isRefused: true }));
const log = new Log(store, chat, desk, askForKey);
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

const shortcuts = keyboard({ store, chat, panels, composer, onOpen, showHelp: () => help() });
const help = helpDialog(shortcutTable(shortcuts));
document.getElementById('show-help').addEventListener('click', help);
listen(shortcuts);

store.subscribe(({ models }, before) => {
  if (!before || before.models === models) return;
  outbox.send();
  judging.learnRules(client);
});
if (!store.state.page) composer.focus();
document.body.dataset.ready = 'true';
connection.ask();
