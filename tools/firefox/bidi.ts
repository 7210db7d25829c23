// WebDriver BiDi over a WebSocket: commands and their answers, and events.

import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';

interface Socket extends EventEmitter {
  send(data: string): void;
  close(): void;
}

interface Message {
  id?: number;
  type?: string;
  method?: string;
  error?: string;
  message?: string;
  result?: unknown;
  params?: unknown;
}

type Waiting = { method: string; resolve(result: never): void; reject(reason: Error): void };

export class BidiConnection {
  /** By name of the event. */
  readonly events = new EventEmitter();
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  #ids = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#hear(JSON.parse(String(data)) as Message));
    socket.on('close', () => this.#end());
  }

  /** Node 20 has no WebSocket of its own; that of playwright, whose version is pinned, is used. */
  static async connect(url: string): Promise<BidiConnection> {
    const { ws } = createRequire(import.meta.url)('playwright-core/lib/utilsBundle') as {
      ws: new (url: string) => Socket;
    };
    const socket = new ws(url);
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return new BidiConnection(socket);
  }

  /** Rejects with what the browser says, or if it goes away before it answers. */
  send<Result>(method: string, params: Record<string, unknown> = {}): Promise<Result> {
    const id = ++this.#ids;
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.set(id, { method, resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  close(): void {
    this.#socket.close();
  }

  #hear({ id, type, method, error, message, result, params }: Message): void {
    if (id === undefined) {
      if (method !== undefined) this.events.emit(method, params);
      return;
    }
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (type === 'error') waiting?.reject(new Error(`${waiting.method}: ${error}: ${message}`));
    else waiting?.resolve(result as never);
  }

  #end(): void {
    for (const { method, reject } of this.#waiting.values()) reject(new Error(`${method}: Firefox is gone`));
    this.#waiting.clear();
  }
}
