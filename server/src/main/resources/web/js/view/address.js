const CONVERSATION = /^#\/c\/([\w-]+)$/;

/** What is looked at, a conversation or one of these pages, stands in the address, so that a reload and the back button find it. */
export function keepAddress(store, chat, pages) {
  const go = () => {
    const { state } = store;
    if (location.hash === addressOf(state)) return;
    const page = pages.find(({ id }) => location.hash === `#/${id}`);
    const [, id] = CONVERSATION.exec(location.hash) ?? [];
    if (page) chat.look(page.id);
    else if (state.conversations.has(id)) chat.open(id);
    else if (state.page && !state.current) chat.look(null);
    else chat.startNew();
  };
  go();
  addEventListener('hashchange', go);
  addEventListener('popstate', go);
  store.subscribe((state, before) => {
    const address = addressOf(state);
    if (before && addressOf(before) !== address && location.hash !== address) history.pushState(null, '', address);
  });
}

function addressOf({ page, current }) {
  if (page) return `#/${page}`;
  return current ? `#/c/${current}` : '#/';
}
