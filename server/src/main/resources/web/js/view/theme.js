import { preference, prefer } from '../model/preferences.js';
import { icon } from './dom.js';

const NEXT = { auto: 'light', light: 'dark', dark: 'auto' };
const LOOKS = {
  auto: { drawing: 'auto', words: 'Look: as the system' },
  light: { drawing: 'sun', words: 'Look: light' },
  dark: { drawing: 'moon', words: 'Look: dark' },
};

/** Dark, light, or as the system has it; the button goes round. */
export function themeSwitch(button) {
  let look = preference('look', 'auto');
  const show = () => {
    const { drawing, words } = LOOKS[look] ?? LOOKS.auto;
    document.documentElement.dataset.look = look;
    button.replaceChildren(icon(drawing));
    button.setAttribute('aria-label', words);
    button.title = words;
  };
  button.addEventListener('click', () => {
    look = NEXT[look] ?? 'auto';
    prefer('look', look);
    show();
  });
  show();
}
