// A reporter of Node's test runner that notes each test of an engine's run, for the matrix in docs/browsers.md.

interface TestEvent {
  type: string;
  data: { name: string; file?: string; skip?: string | boolean; details?: { type?: string } };
}

/** What became of a test. */
export interface Noted {
  file: string;
  name: string;
  outcome: 'pass' | 'fail' | 'skip';
  /** Of a skip. */
  reason: string;
}

/** Writes a line of JSON a test. */
export default async function* note(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const { type, data } of events) {
    if (!['test:pass', 'test:fail'].includes(type) || data.details?.type === 'suite') continue;
    const skipped = data.skip !== undefined && data.skip !== false;
    const noted: Noted = {
      file: /([^/\\]+)\.test\.js$/.exec(data.file ?? '')?.[1] ?? '',
      name: data.name,
      outcome: skipped ? 'skip' : type === 'test:pass' ? 'pass' : 'fail',
      reason: typeof data.skip === 'string' ? data.skip : '',
    };
    yield `${JSON.stringify(noted)}\n`;
  }
}
