// A search that goes on without the model: rows of the query's tokens are missing, and cannot be fetched now.

import { LeannError } from '../base/error.js';
import type { SearchJob } from './search-job.js';
import type { SearchSettings } from './search-settings.js';

/** Whether that is what the error says, and the index has an answer of its own. */
export function hasAnswerWithoutModel({ settings, content }: SearchJob, error: unknown): boolean {
  if (!settings.model || !(error instanceof LeannError) || error.code !== 'network-failed') return false;
  const { table, words } = content();
  return table !== undefined || (settings.mode === 'hybrid' && words !== undefined);
}

/** The same search as whoever asks for `model: false` has it. */
export function withoutModel(settings: SearchSettings): SearchSettings {
  return { ...settings, model: false, core: { ...settings.core, maxRecomputes: 0 } };
}
