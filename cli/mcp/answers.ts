// What the tools answer, as JSON Schema.

const TEXT = { type: 'string' };
const COUNT = { type: 'integer', minimum: 0 };

const said = (description: string, schema: object = TEXT) => ({ ...schema, description });
const list = (items: object, description: string) => ({ type: 'array', items, description });

const REMARK = said('what to know besides: the answer is older than the folder, and why');
const METADATA = said('what the document says of itself', { type: 'object' });
const HEADINGS = list(TEXT, 'the headings above the passage, outermost first');
const PASSAGE = said('number of the passage in its document, from 0: "from" of the tool get', COUNT);
const NEXT = said('"from" of a call that gives the rest; missing if this is all', COUNT);

function answer(properties: Readonly<Record<string, object>>, required: readonly string[]): object {
  return { type: 'object', properties: { ...properties, remark: REMARK }, required };
}

const HIT = {
  type: 'object',
  properties: {
    id: said('id of the document'),
    title: TEXT,
    url: TEXT,
    metadata: METADATA,
    weak: said('true if this is hardly an answer', { type: 'boolean' }),
    headings: HEADINGS,
    passage: PASSAGE,
    text: said('the best passage of the document, whole'),
    score: said('0 to 1, falling; comparable between queries', { type: 'number' }),
  },
  required: ['id', 'passage', 'text', 'score'],
};

export const HITS = answer({ hits: list(HIT, 'best first') }, ['hits']);

const READ_PASSAGE = {
  type: 'object',
  properties: { passage: PASSAGE, headings: HEADINGS, text: TEXT },
  required: ['passage', 'text'],
};

export const DOCUMENT = answer(
  {
    id: TEXT,
    title: TEXT,
    url: TEXT,
    metadata: METADATA,
    total: said('how many passages the document has', COUNT),
    passages: list(READ_PASSAGE, 'in the order of the document'),
    next: NEXT,
  },
  ['id', 'total', 'passages'],
);

const LISTED = { type: 'object', properties: { id: TEXT, title: TEXT }, required: ['id'] };

export const DOCUMENTS = answer(
  {
    total: said('how many documents there are whose ids begin so', COUNT),
    documents: list(LISTED, 'in the order of their ids'),
    next: NEXT,
  },
  ['total', 'documents'],
);
