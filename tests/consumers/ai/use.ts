// The AI SDK with a tool that searches: compiled against the real types, run with the real package and a model that says what the
// test wants. Prints what the test asserts, as JSON.

import { generateText, stepCountIs } from 'ai';
import { MockLanguageModelV3 } from 'ai/test';
import { embedderFrom, LeannIndex } from 'leann-web';
import { type SearchOutput, searchTool } from 'leann-web/ai';

const TOPICS = [
  ['rain', 'wet', 'storm', 'umbrella'],
  ['dough', 'bread', 'flour', 'bake'],
];

function vectorOf(text: string): number[] {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return [...TOPICS.map((topic) => words.filter((word) => topic.includes(word)).length), 0.1];
}

const embedder = embedderFrom((texts) => texts.map(vectorOf), { dimension: 3, fingerprint: 'topics' });
const index = await LeannIndex.open('notes', { embedder, store: 'memory' });
const notes = [
  { id: 'rain', title: 'Rain', text: 'We walked home through the rain.', metadata: { year: 2023 } },
  { id: 'storm', text: 'The storm took my umbrella.', metadata: { year: 2024 } },
  { id: 'bread', text: 'Knead the dough of the bread.', metadata: { year: 2024 } },
];
for await (const _ of index.add(notes));

const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 1, text: 1, reasoning: undefined },
};

/** What came of a call of the tool, and what the model was told of it. */
async function called(input: unknown, options: Parameters<typeof searchTool>[1] = {}) {
  const model = new MockLanguageModelV3({
    doGenerate: [
      {
        content: [{ type: 'tool-call', toolCallId: '1', toolName: 'search', input: JSON.stringify(input) }],
        finishReason: { unified: 'tool-calls', raw: undefined },
        usage,
        warnings: [],
      },
      {
        content: [{ type: 'text', text: 'Take an umbrella.' }],
        finishReason: { unified: 'stop', raw: undefined },
        usage,
        warnings: [],
      },
    ],
  });
  const tools = { search: searchTool(index, options) };
  const { text, steps } = await generateText({
    model,
    tools,
    prompt: 'Is it wet?',
    stopWhen: stepCountIs(3),
  });
  const [result] = steps[0]?.toolResults ?? [];
  // The real types say what a call gives.
  const output: SearchOutput | undefined = result && !result.dynamic ? result.output : undefined;
  const failed = steps[0]?.content.find(({ type }) => type === 'tool-error') as
    | { error?: unknown }
    | undefined;
  const [offered] = model.doGenerateCalls[0]?.tools ?? [];
  const prompt = JSON.stringify(model.doGenerateCalls[1]?.prompt);
  return {
    text,
    output,
    failed: failed && String(failed.error),
    offered,
    told: prompt.includes('tool-result'),
  };
}

let refusal: unknown;
try {
  searchTool(index, { limit: 0 });
} catch (error) {
  refusal = (error as { code: string }).code;
}
console.log(
  JSON.stringify({
    found: await called({ query: 'a wet day', limit: 2 }),
    within: await called(
      { query: 'a wet day' },
      { description: 'My notes.', limit: 1, where: { year: 2024 } },
    ),
    tooMany: await called({ query: 'a wet day', limit: 9 }),
    nothing: await called({ query: ' ' }),
    other: await called({ query: 'rain', colour: 'red' }),
    refusal,
  }),
);
await index.close();
