import { preference } from './preferences.js';
import { sane } from './settings.js';
import { conversation } from './tree.js';

/** A conversation nobody has said anything in. */
export function fresh(models) {
  const wanted = preference('model', null);
  const model = models.some(({ id }) => id === wanted) ? wanted : (models[0]?.id ?? null);
  return conversation({ model, settings: sane(preference('settings', {})) });
}
