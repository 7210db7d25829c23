// What a tokenizer puts around every text, from its post-processor.
import { type Part, partOf, partsOf, unknownPart } from './part.js';

export interface SpecialTokens {
  prefix: readonly number[];
  suffix: readonly number[];
}

const ROLE = 'post-processor';

/** Throws an Error if it is not known, or does not put the tokens around one whole text. */
export function specialTokensOf(part: Part | undefined): SpecialTokens {
  switch (part?.type) {
    case undefined:
    case 'ByteLevel':
      return { prefix: [], suffix: [] };
    case 'BertProcessing':
    case 'RobertaProcessing':
      return { prefix: [idIn(part.cls)], suffix: [idIn(part.sep)] };
    case 'TemplateProcessing':
      return fromTemplate(part);
    case 'Sequence':
      return partsOf(part.processors, ROLE).map(specialTokensOf).reduce(around, { prefix: [], suffix: [] });
    default:
      return unknownPart(ROLE, part?.type ?? '');
  }
}

/** The tokens of a later processor are around those of the earlier. */
function around(inner: SpecialTokens, outer: SpecialTokens): SpecialTokens {
  return { prefix: [...outer.prefix, ...inner.prefix], suffix: [...inner.suffix, ...outer.suffix] };
}

/** `['[CLS]', 101]` */
function idIn(value: unknown): number {
  const id: unknown = Array.isArray(value) ? value[1] : undefined;
  if (typeof id !== 'number') throw new Error(`its ${ROLE} has a special token without an id`);
  return id;
}

function fromTemplate(part: Part): SpecialTokens {
  const single = part.single;
  if (!Array.isArray(single)) throw new Error(`its ${ROLE} has no template`);
  const sides: [prefix: number[], suffix: number[]] = [[], []];
  let sequences = 0;
  for (const piece of single) {
    if (Object(piece).Sequence !== undefined) sequences++;
    else sides[sequences === 0 ? 0 : 1].push(...idsOf(part, Object(Object(piece).SpecialToken).id));
  }
  if (sequences !== 1) throw new Error('its special tokens are not around the text');
  return { prefix: sides[0], suffix: sides[1] };
}

function idsOf(part: Part, name: unknown): number[] {
  const token = partOf({ type: '', ...Object(Object(part.special_tokens)[String(name)]) }, ROLE);
  const ids = token?.ids;
  if (!Array.isArray(ids)) throw new Error(`its ${ROLE} has a special token ${String(name)} without ids`);
  return ids;
}
