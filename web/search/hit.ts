// Hits as callers see them.

import { givenFields, givenSection, shownText } from '../content/document-fields.js';
import type { OwnedPassage, PendingPassage } from '../content/searched-content.js';
import type { Hit, PassageRef } from '../interface/search-update.js';
import type { AnswerSections } from './answer-section.js';
import type { Found, Scoring } from './scoring.js';

/** The text of a pending hit. */
const NOT_READ = { start: 0, end: 0, text: '', picture: undefined };

/** A passage as it was read, or as far as it is known. */
export type KnownPassage = OwnedPassage | PendingPassage;

/** What a search knows of its hits. */
export interface HitContext {
  scoring: Scoring;
  sections: AnswerSections;
  /** Other passages with the same text. */
  sharing: readonly PassageRef[];
}

export function hitOf(known: KnownPassage, found: Found, { scoring, sections, sharing }: HitContext): Hit {
  const { start, end, text, picture } = 'pending' in known ? NOT_READ : shownText(known);
  const hit: Hit = {
    ...givenFields(known),
    ...givenSection('pending' in known ? known : sections.of(known)),
    passage: known.passage,
    start,
    end,
    text,
    score: scoring.scoreOf(found),
    matched: scoring.matchOf(found),
    words: found.words.coverage,
    exact: found.exact,
  };
  if (picture !== undefined) hit.picture = picture;
  if (found.meaning !== undefined) hit.meaning = found.meaning;
  if (scoring.isWeak(found)) hit.weak = true;
  if (sharing.length > 0) hit.sharedWith = [...sharing];
  if ('pending' in known) hit.pending = true;
  if ('waiting' in known) hit.waiting = true;
  return hit;
}
