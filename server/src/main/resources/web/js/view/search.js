const DAY_MS = 86_400_000;

/** The conversations that hold these words in title or messages, the latest first, each with a piece of text around the words. */
export function found(conversations, query) {
  const words = query.trim().toLowerCase();
  return conversations
    .sort((a, b) => b.updated - a.updated)
    .map(conversation => ({ conversation, snippet: words && snippetOf(conversation, words) }))
    .filter(({ conversation, snippet }) => !words || snippet || conversation.title.toLowerCase().includes(words));
}

function snippetOf(conversation, words) {
  for (const { content } of Object.values(conversation.nodes)) {
    const at = content.toLowerCase().indexOf(words);
    if (at >= 0) return `${at > 20 ? '…' : ''}${content.slice(Math.max(0, at - 20), at + words.length + 40)}`.replaceAll(/\s+/g, ' ');
  }
  return '';
}

/** Hits under the names of days gone by; empty groups are left out. */
export function grouped(hits, now) {
  const today = new Date(now).setHours(0, 0, 0, 0);
  const groups = [
    { name: 'Today', since: today, hits: [] },
    { name: 'Yesterday', since: today - DAY_MS, hits: [] },
    { name: 'The last 7 days', since: today - 7 * DAY_MS, hits: [] },
    { name: 'The last 30 days', since: today - 30 * DAY_MS, hits: [] },
    { name: 'Older', since: -Infinity, hits: [] },
  ];
  for (const hit of hits) groups.find(group => hit.conversation.updated >= group.since).hits.push(hit);
  return groups.filter(group => group.hits.length > 0);
}
