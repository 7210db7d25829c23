// A screen that nobody sees, for browsers that need one.

import { type ChildProcess, spawn } from 'node:child_process';

export class Display {
  readonly #process: ChildProcess;

  private constructor(
    process: ChildProcess,
    /** As in the environment variable DISPLAY: `:1`. */
    readonly name: string,
  ) {
    this.#process = process;
  }

  /** Starts Xvfb on the first number that is free. */
  static async start(): Promise<Display> {
    const options = ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'];
    const child = spawn('Xvfb', options, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    const number = await new Promise<string>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', () => reject(new Error('Xvfb ended')));
      child.stdio[3]?.once('data', (text) => resolve(String(text).trim()));
    });
    return new Display(child, `:${number}`);
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill();
    await ended;
  }
}
