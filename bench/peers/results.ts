// What has been measured so far, in a file, so that the parts of a run can be made one after the other.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RoundInChromium } from './chromium-runner.js';
import type { Built, Round } from './measure.js';
import { RESULTS } from './places.js';

export type Environment = 'node' | 'chromium';

export interface Result {
  built?: Built;
  rounds: (Round | RoundInChromium)[];
  /** Why it could not be measured. */
  failure?: string;
}

/** By environment, then by name. */
export class Results {
  private constructor(readonly content: Record<Environment, Record<string, Result>>) {}

  static empty(): Results {
    return new Results({ node: {}, chromium: {} });
  }

  static async read(): Promise<Results> {
    const text = await readFile(RESULTS, 'utf8').catch(() => undefined);
    return text === undefined ? Results.empty() : new Results(JSON.parse(text));
  }

  of(environment: Environment, name: string): Result {
    const results = this.content[environment];
    results[name] ??= { rounds: [] };
    return results[name];
  }

  async write(): Promise<void> {
    await mkdir(dirname(RESULTS), { recursive: true });
    await writeFile(RESULTS, JSON.stringify(this.content));
  }
}
