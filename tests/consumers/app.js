// The app of every fixture: three documents of its own, an embedder that is a function, the package's default worker, and the
// search element over the same index. What came of it is put where the test reads it: `data-outcome` of the page.

import { embedderFrom, LeannIndex } from 'leann-web';
import 'leann-web/element';

const DOCUMENTS = [
  { id: 'rain', title: 'Rain', text: 'We walked home through the rain.' },
  { id: 'bread', title: 'Bread', text: 'Knead the dough and let it rise for an hour.' },
  { id: 'stars', title: 'Stars', text: 'The telescope shows the rings of Saturn.' },
];

/** Words that mean the same are one dimension. */
const TOPICS = [
  ['rain', 'wet', 'storm', 'umbrella'],
  ['dough', 'bread', 'flour', 'bake'],
  ['telescope', 'planet', 'saturn', 'stars'],
];

function vectorOf(text) {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return [...TOPICS.map((topic) => words.filter((word) => topic.includes(word)).length), 0.1];
}

async function run() {
  const embedder = embedderFrom((texts) => texts.map(vectorOf), { dimension: 4, fingerprint: 'topics' });
  const index = await LeannIndex.open('consumer', { embedder });
  const known = new Set(await index.ids());
  const lacking = DOCUMENTS.filter(({ id }) => !known.has(id));
  for await (const _ of index.add(lacking));
  await index.save();
  let found;
  for await (const { hits } of index.search('a wet umbrella', { k: 1 })) found = hits[0]?.id;
  const element = document.querySelector('leann-search');
  element.index = index;
  return { found, documents: index.info().documents };
}

run().then(
  (outcome) => {
    document.documentElement.dataset.outcome = JSON.stringify(outcome);
  },
  (error) => {
    document.documentElement.dataset.outcome = JSON.stringify({
      error: String(error),
      cause: String(error.cause),
    });
  },
);
