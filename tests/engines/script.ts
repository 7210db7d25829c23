// A page whose script is a module of the tests, in any engine; its exports are called from Node.

import type { EnginePage } from '../../tools/engines/engine.js';
import { until } from './engine-suite.js';

type Callable<Script, Name extends keyof Script> = Script[Name] extends (...args: infer Args) => infer Result
  ? { args: Args; result: Awaited<Result> }
  : never;

/** As `ScriptPage` of the tests in Chromium: `EngineScript<typeof import('../browser/x-page.js')>`. */
export class EngineScript<Script> {
  private constructor(readonly page: EnginePage) {}

  /** Opens the script in the page. */
  static async open<Script>(page: EnginePage, url: string): Promise<EngineScript<Script>> {
    await page.goto(url);
    await until(page, () => 'pageScript' in globalThis, null);
    return new EngineScript<Script>(page);
  }

  /** Calls an export of the script. Arguments and result are copied as JSON. */
  async call<Name extends keyof Script & string>(
    name: Name,
    ...args: Callable<Script, Name>['args']
  ): Promise<Callable<Script, Name>['result']> {
    const call = { name: name as string, args: args as unknown[] };
    return (await this.page.evaluate(async (given) => {
      const script: Record<string, (...args: unknown[]) => unknown> = Reflect.get(globalThis, 'pageScript');
      return await script[given.name]?.(...given.args);
    }, call)) as Callable<Script, Name>['result'];
  }
}
