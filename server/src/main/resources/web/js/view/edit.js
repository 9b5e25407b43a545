import { h } from './dom.js';

/** A message as a field, to be asked again in other words. Enter sends, Escape leaves it as it was. */
export function editForm(node, chat) {
  const field = h('textarea', { 'aria-label': 'Edit your message', rows: '1' });
  const send = () => chat.resend(node.id, field.value);
  const cancel = () => chat.resend(node.id, null);
  const form = h('form', { class: 'edit', onSubmit: event => { event.preventDefault(); send(); } }, field,
    h('div', { class: 'row' },
      h('button', { type: 'button', onClick: cancel }, 'Cancel'),
      h('button', { type: 'submit', class: 'strong' }, 'Send')));
  field.value = node.content;
  field.addEventListener('keydown', event => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      cancel();
    }
  });
  queueMicrotask(() => {
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  });
  return form;
}
