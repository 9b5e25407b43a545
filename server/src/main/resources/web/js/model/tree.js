import { newId } from './ids.js';

/**
 * A conversation is a tree: a message that is edited, and an answer that is drawn again, become branches beside the old ones.
 * Everything here is a pure function over immutable values.
 *
 * conversation: {id, title, created, updated, model, settings, nodes: {id: node}, selected: {parent id: child id}}
 * node: {id, parent, role, content, created, status, runs, failure?}; a run is one completion of the server, with its id.
 */
const ROOT = 'root';

/** A conversation without messages. */
export function conversation({ id = newId(), title = '', now = Date.now(), model = null, settings = {} } = {}) {
  return { id, title, created: now, updated: now, model, settings, nodes: {}, selected: {} };
}

/** A message; `parent` is the id of the one before it, or null. */
export function message(parent, role, content, fields = {}) {
  return { id: newId(), parent: parent ?? ROOT, role, content, created: Date.now(), status: 'done', runs: [], ...fields };
}

/** The conversation with one more message, which is on the way that is shown. */
export function withMessage(conversation, node) {
  return touched(conversation, {
    nodes: { ...conversation.nodes, [node.id]: node },
    selected: { ...conversation.selected, [node.parent]: node.id },
  });
}

/** The conversation with some fields of a message changed. */
export function withChange(conversation, id, fields) {
  const node = conversation.nodes[id];
  return node ? touched(conversation, { nodes: { ...conversation.nodes, [id]: { ...node, ...fields } } }) : conversation;
}

/** The conversation as seen through another branch. */
export function withSelected(conversation, id) {
  const node = conversation.nodes[id];
  return node ? { ...conversation, selected: { ...conversation.selected, [node.parent]: id } } : conversation;
}

/** The messages that are shown, first to last. */
export function shown(conversation) {
  const children = childrenOf(conversation);
  const path = [];
  for (let at = ROOT; children.has(at); at = path.at(-1).id) {
    const branches = children.get(at);
    path.push(branches.find(node => node.id === conversation.selected[at]) ?? branches.at(-1));
  }
  return path;
}

/** The messages from the first to this one. */
export function upTo(conversation, id) {
  const path = [];
  for (let node = conversation.nodes[id]; node; node = conversation.nodes[node.parent]) path.unshift(node);
  return path;
}

/** A message and those it may be exchanged for, oldest first. */
export function versions(conversation, node) {
  return Object.values(conversation.nodes).filter(other => other.parent === node.parent);
}

/** The conversation with nobody writing in it. */
export function settled(conversation) {
  const nodes = Object.entries(conversation.nodes).map(([id, node]) =>
    [id, node.status === 'running' ? { ...node, status: 'stopped' } : node]);
  return { ...conversation, nodes: Object.fromEntries(nodes) };
}

function childrenOf(conversation) {
  const children = new Map();
  for (const node of Object.values(conversation.nodes)) {
    if (!children.has(node.parent)) children.set(node.parent, []);
    children.get(node.parent).push(node);
  }
  return children;
}

function touched(conversation, fields) {
  return { ...conversation, ...fields, updated: Date.now() };
}
