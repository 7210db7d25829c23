// The only network that a browser under test has: a proxy that notes what is asked for, and serves what it is given.

import { execFileSync } from 'node:child_process';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ProxyOptions {
  /** Hosts that the browser itself calls, whatever it was told. They are not noted. */
  browsersOwn: RegExp;
  /** The page at an address; undefined if there is none. */
  answer: (url: string) => string | undefined;
  /** Whether `https:` is answered, too, with a certificate that no browser trusts by itself; refused otherwise. */
  secure?: boolean;
}

export class AnsweringProxy {
  /** Addresses that were asked for; of refused connections host and port. */
  readonly requests: string[] = [];
  readonly #options: ProxyOptions;
  readonly #server: Server;
  /** Takes connections that the proxy has accepted; listens nowhere. */
  readonly #secure: Server | undefined;

  private constructor(options: ProxyOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => this.#answer(request.url ?? '', response));
    this.#server.on('connect', (request, socket, head) => this.#connect(request, socket, head));
    if (options.secure !== true) return;
    this.#secure = createSecureServer(selfSigned(), (request, response) =>
      this.#answer(`https://${request.headers.host}${request.url}`, response),
    );
  }

  static async start(options: ProxyOptions): Promise<AnsweringProxy> {
    const proxy = new AnsweringProxy(options);
    await new Promise<void>((listening) => proxy.#server.listen(0, '127.0.0.1', listening));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#secure?.closeAllConnections();
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  #answer(url: string, response: ServerResponse): void {
    if (!this.#options.browsersOwn.test(url)) this.requests.push(url);
    const page = this.#options.answer(url);
    response.writeHead(page === undefined ? 404 : 200, { 'Content-Type': 'text/html; charset=utf-8' });
    response.end(page);
  }

  #connect({ url = '' }: IncomingMessage, socket: Duplex, head: Buffer): void {
    const isOwn = this.#options.browsersOwn.test(url);
    if (this.#secure === undefined || isOwn) {
      if (!isOwn) this.requests.push(url);
      socket.destroy();
      return;
    }
    // The browser goes away whenever it likes.
    socket.on('error', () => socket.destroy());
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    this.#secure.emit('connection', socket);
  }
}

/** Node makes keys but no certificates. */
function selfSigned(): { key: string; cert: string } {
  const args = 'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout - -out -'.split(' ');
  const both = execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return { key: both, cert: both };
}
