import { events } from './events.js';

const $ = id => document.getElementById(id);
const log = $('log'), text = $('text'), send = $('send'), stop = $('stop'), welcome = $('welcome'), fresh = $('fresh');

let messages = [];
let model = null;
let running = null;

/** Asks what is served, again and again until there is something. */
async function connect() {
  try {
    const response = await fetch('v1/models');
    const body = await response.json();
    if (!response.ok) throw new Error(body.error.message);
    model = body.data[0].id;
    $('model').textContent = model;
    send.disabled = false;
  } catch (failure) {
    $('model').textContent = inWords(failure);
    setTimeout(connect, 2000);
  }
}

/** Adds a turn to the page and returns it; its first child holds the words, which are only ever set as text. */
function addTurn(role, words) {
  welcome.hidden = true;
  fresh.hidden = false;
  const turn = document.createElement('article');
  turn.className = `turn ${role}`;
  turn.setAttribute('aria-label', role === 'user' ? 'You' : 'Attune');
  turn.append(note(words, 'words'));
  log.append(turn);
  turn.scrollIntoView({ block: 'end' });
  return turn;
}

function note(words, className, ...more) {
  const element = document.createElement('div');
  element.className = className;
  element.append(words, ...more);
  return element;
}

/** Follows the answer down, unless the reader has scrolled up. */
function follow(change) {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  change();
  if (atEnd) log.scrollTop = log.scrollHeight;
}

async function answer() {
  const conversation = messages;
  const turn = addTurn('assistant', '');
  const words = turn.firstChild;
  const started = performance.now();
  let usage = null;
  running = new AbortController();
  busy(true);
  try {
    for await (const chunk of chunks(conversation, running.signal)) {
      usage = chunk.usage ?? usage;
      follow(() => words.append(chunk.choices[0]?.delta.content ?? ''));
    }
    finish(turn, usage, started);
  } catch (failure) {
    if (failure.name !== 'AbortError') {
      trouble(turn, failure);
      return;
    }
    follow(() => turn.append(note('Stopped.', 'note')));
  } finally {
    running = null;
    busy(false);
  }
  if (words.textContent) conversation.push({ role: 'assistant', content: words.textContent });
}

/** Asks for an answer. A model forgets what does not fit into its context: the oldest turns go first. */
async function ask(conversation, signal) {
  for (;;) {
    const response = await fetch('v1/chat/completions', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ model, messages: conversation, stream: true, stream_options: { include_usage: true } }),
      signal,
    });
    if (response.ok) return response;
    const { error } = await response.json();
    if (error.code !== 'context_length_exceeded' || conversation.length < 3) throw new Error(error.message);
    conversation.splice(0, 2);
  }
}

async function* chunks(conversation, signal) {
  const response = await ask(conversation, signal);
  let done = false;
  for await (const event of events(response)) {
    if (event.data === '[DONE]') {
      done = true;
      continue;
    }
    const body = JSON.parse(event.data);
    if (event.type === 'error') throw new Error(body.error.message);
    yield body;
  }
  if (!done) throw new Error('The answer broke off.');
}

function finish(turn, usage, started) {
  const seconds = (performance.now() - started) / 1000;
  const count = usage ? `${usage.completion_tokens} tokens, ${(usage.completion_tokens / seconds).toFixed(0)} per second` : '';
  follow(() => turn.append(note(turn.firstChild.textContent ? count : 'The model had nothing to say.', 'note')));
}

/** Says in words what went wrong, and offers to ask again. */
function trouble(turn, failure) {
  const again = document.createElement('button');
  again.type = 'button';
  again.textContent = 'Try again';
  again.addEventListener('click', () => {
    if (running) return;
    turn.remove();
    answer();
  });
  const box = note(inWords(failure), 'trouble', again);
  box.setAttribute('role', 'alert');
  if (!turn.firstChild.textContent) turn.firstChild.hidden = true;
  follow(() => turn.append(box));
}

function inWords(failure) {
  return failure instanceof TypeError ? 'The server cannot be reached.' : failure.message;
}

function busy(is) {
  send.hidden = is;
  stop.hidden = !is;
  log.setAttribute('aria-busy', String(is));
  if (!is) text.focus();
}

function submit(words) {
  if (running || !model || !words.trim()) return;
  text.value = '';
  // A question that got no answer is not asked twice.
  if (messages.at(-1)?.role === 'user') messages.pop();
  messages.push({ role: 'user', content: words.trim() });
  addTurn('user', words.trim());
  answer();
}

$('composer').addEventListener('submit', event => {
  event.preventDefault();
  submit(text.value);
});

text.addEventListener('keydown', event => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit(text.value);
  }
});

document.addEventListener('keydown', event => {
  if (event.key === 'Escape') running?.abort();
});

stop.addEventListener('click', () => running?.abort());

$('ideas').addEventListener('click', event => {
  if (event.target instanceof HTMLButtonElement) submit(event.target.textContent);
});

fresh.addEventListener('click', () => {
  running?.abort();
  messages = [];
  log.replaceChildren(welcome);
  welcome.hidden = false;
  fresh.hidden = true;
  text.focus();
});

connect();
