import { conversation, message, shown, withMessage } from './tree.js';
import { newId } from './ids.js';
import { sane } from './settings.js';

const FORMAT = 'attune-conversations';
const STATUSES = ['done', 'stopped', 'failed'];
const MAX_MESSAGES = 10_000;

/** Conversations with all their branches, for this page to read again. */
export function toJson(conversations) {
  return JSON.stringify({ format: FORMAT, version: 1, exported: new Date().toISOString(), conversations }, null, 2);
}

/** What is shown of a conversation, for people. */
export function toMarkdown(conversation) {
  const parts = [`# ${conversation.title}`];
  if (conversation.settings.system) parts.push(`> ${conversation.settings.system.replaceAll('\n', '\n> ')}`);
  for (const node of shown(conversation)) {
    parts.push(`## ${node.role === 'user' ? 'You' : node.runs.at(-1)?.model ?? 'Assistant'}`, node.content.trim());
  }
  return parts.join('\n\n') + '\n';
}

/** A name a file may have. */
export function fileName(title, ending) {
  const words = title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '').slice(0, 50);
  return `${words || 'conversation'}.${ending}`;
}

/**
 * Reads what `toJson` wrote, or a plain list of messages as the API takes it ({"messages": [{role, content}]}).
 * Throws an Error in words. Nothing in the file is trusted: every field is checked or made anew.
 */
export function fromJson(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Error('This file is not JSON.');
  }
  if (Array.isArray(file?.messages)) return [fromMessages(file)];
  if (file?.format !== FORMAT || !Array.isArray(file.conversations)) {
    throw new Error('This file holds no conversations that Attune knows how to read.');
  }
  return file.conversations.map(fromConversation);
}

function fromMessages(file) {
  let result = conversation({ title: textOr(file.title, '') });
  let parent = null;
  for (const { role, content } of file.messages) {
    if (role === 'system' || role === 'developer') {
      result.settings = sane({ system: textOr(content, '') });
    } else {
      const node = message(parent, roleOf(role), textOr(content, ''));
      result = withMessage(result, node);
      parent = node.id;
    }
  }
  return titled(result);
}

function fromConversation(source) {
  const nodes = Object.values(source?.nodes ?? {});
  if (nodes.length > MAX_MESSAGES) throw new Error(`A conversation in this file has more than ${MAX_MESSAGES} messages.`);
  const result = conversation({
    title: textOr(source?.title, ''),
    now: numberOr(source?.created, Date.now()),
    model: textOr(source?.model, null),
    settings: sane(source?.settings),
  });
  const names = new Map(nodes.map(node => [node?.id, newId()]));
  for (const node of nodes) {
    const id = names.get(node.id);
    result.nodes[id] = { ...fromNode(node), id, parent: names.get(node.parent) ?? 'root' };
  }
  for (const [parent, child] of Object.entries(source?.selected ?? {})) {
    if (names.has(child)) result.selected[names.get(parent) ?? 'root'] = names.get(child);
  }
  return titled({ ...result, updated: numberOr(source?.updated, Date.now()) });
}

function fromNode(node) {
  return {
    ...message(null, roleOf(node.role), textOr(node.content, '')),
    created: numberOr(node.created, Date.now()),
    status: STATUSES.includes(node.status) ? node.status : 'done',
    runs: Array.isArray(node.runs) ? node.runs.slice(0, 100).map(fromRun) : [],
  };
}

function fromRun(run) {
  return {
    id: textOr(run?.id, null),
    model: textOr(run?.model, null),
    version: textOr(run?.version, null),
    finish: textOr(run?.finish, null),
    firstMs: numberOr(run?.firstMs, null),
    ms: numberOr(run?.ms, null),
    leftOut: numberOr(run?.leftOut, 0),
    usage: run?.usage && {
      prompt_tokens: numberOr(run.usage.prompt_tokens, 0),
      completion_tokens: numberOr(run.usage.completion_tokens, 0),
      cached_tokens: numberOr(run.usage.cached_tokens, 0),
    },
  };
}

function titled(conversation) {
  return { ...conversation, title: conversation.title.slice(0, 200) || titleFrom(shown(conversation)[0]?.content ?? '') };
}

/** What a conversation is called until somebody names it. */
export function titleFrom(text) {
  const line = text.trim().split('\n')[0].replace(/^[#>*\s-]+/, '').trim();
  return line.length > 60 ? `${line.slice(0, 59).trimEnd()}…` : line || 'Conversation';
}

function roleOf(role) {
  if (role === 'user' || role === 'assistant') return role;
  throw new Error(`A message in this file has the role ${JSON.stringify(role)}; only user and assistant can be shown.`);
}

function textOr(value, otherwise) {
  return typeof value === 'string' ? value : otherwise;
}

function numberOr(value, otherwise) {
  return Number.isFinite(value) ? value : otherwise;
}
