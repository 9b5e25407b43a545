import { apiKey } from '../model/preferences.js';

/** The dialog that explains the keyboard. */
export function helpDialog(table) {
  const dialog = document.getElementById('help');
  document.getElementById('shortcuts').append(...table);
  return () => dialog.showModal();
}

/** The dialog that asks for an API key, and says so if the one that is kept was refused; `onKey` is called when it was kept or forgotten. */
export function keyDialog(onKey) {
  const dialog = document.getElementById('key-dialog');
  const field = document.getElementById('key');
  const refused = document.getElementById('key-refused');
  const forGood = document.getElementById('key-for-good');
  dialog.addEventListener('close', () => {
    if (dialog.returnValue === 'keep') apiKey.set(field.value.trim(), forGood.checked);
    if (dialog.returnValue === 'forget') apiKey.set('', false);
    field.value = '';
    if (dialog.returnValue) onKey();
  });
  document.getElementById('key-form').addEventListener('submit', event => {
    event.preventDefault();
    dialog.close(event.submitter?.value ?? 'keep');
  });
  document.getElementById('key-cancel').addEventListener('click', () => dialog.close(''));
  return ({ isRefused = false } = {}) => {
    if (dialog.open) return;
    refused.hidden = !isRefused || apiKey.get() === '';
    dialog.returnValue = '';
    field.value = apiKey.get();
    forGood.checked = apiKey.isForGood();
    dialog.showModal();
  };
}
