// leann-web mcp

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../web/base/error.js';
import { isUrl } from '../web/base/platform.js';
import { VERSION } from '../web/base/version.js';
import type { Command } from './command-line.js';
import type { KnownField } from './folder-list.js';
import { OpeningIndex } from './mcp/opening-index.js';
import { loadSdk, type ToolAnswer, type ToolCall } from './mcp/sdk.js';
import { callTool, toolDescriptions } from './mcp/tools.js';
import type { Terminal } from './progress-bar.js';
import { describeFolder, openFolder } from './searched-folder.js';

export type McpCommand = Extract<Command, { name: 'mcp' }>;

/** Milliseconds that the first answers wait for what is known of the documents: an address may be silent. */
const FIRST_MS = 3000;
/** Milliseconds for what is being read when the client has gone. */
const LEAVE_MS = 500;

/**
 * Serves an index to the program that started this one, which talks to it over standard input and output, until that ends or the
 * signal does. A folder that cannot be searched is told to whoever asks, and looked at again with the next call: a server that ends
 * says nothing to an assistant. Work may be left under way: the process has to end. `terminal` must not be standard output.
 */
export async function mcp(command: McpCommand, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const { place, model, fields, cache } = command;
  const sdk = await loadSdk();
  const opening = new OpeningIndex(
    (told, leaving) =>
      openFolder(place, { model, fields, cache, terminal: told, signal: AbortSignal.any([signal, leaving]) }),
    terminal,
  );
  const server = new sdk.Server(
    { name: 'leann-web', version: VERSION },
    { capabilities: { tools: { listChanged: true } }, instructions: await instructionsFor(place) },
  );
  server.setRequestHandler(sdk.ListToolsRequestSchema, async () => {
    const reading = fieldsOf(opening);
    const fields = await Promise.race([reading, sleep(FIRST_MS, undefined)]);
    // Clients that ask again then are told of them.
    const tell = async () => {
      if ((await reading) !== undefined) await server.sendToolListChanged();
    };
    if (fields === undefined) tell().catch(() => undefined);
    return { tools: toolDescriptions(fields) };
  });
  const root = await rootOf(place);
  server.setRequestHandler(sdk.CallToolRequestSchema, (call, extra) =>
    answer(opening, root, call, extra.signal),
  );
  const ended = new Promise<void>((resolve) => {
    server.onclose = resolve;
    process.stdin.once('end', () => void server.close());
    signal.addEventListener('abort', () => void server.close());
  });
  await server.connect(new sdk.StdioServerTransport());
  opening.opened().catch((error: unknown) => void terminal.write(`leann: ${messageOf(error)}\n`));
  // An assistant that waits for the index before its first answer would think that nobody is there.
  await ended;
  // What was embedded is in the cache, and what is being built would take its time to stop.
  await Promise.race([opening.close(), sleep(LEAVE_MS)]);
}

async function instructionsFor(place: string): Promise<string> {
  const described = describeFolder(place).catch((error: unknown) => new Error(messageOf(error)));
  const about = await Promise.race([described, sleep(FIRST_MS, isUrl(place) ? place : resolve(place))]);
  if (about instanceof Error)
    return `Nothing can be searched now: ${about.message}. The next call looks again.`;
  return `Searches ${about}, on this machine, by meaning and by words.`;
}

/** The folder that ids are paths in. */
async function rootOf(place: string): Promise<string | undefined> {
  if (isUrl(place)) return undefined;
  return (await stat(place).catch(() => undefined))?.isFile() ? undefined : resolve(place);
}

/** Undefined where the folder cannot be opened. */
async function fieldsOf(opening: OpeningIndex): Promise<readonly KnownField[] | undefined> {
  const folder = await opening.opened().catch(() => undefined);
  return (await folder?.facts().catch(() => undefined))?.fields;
}

async function answer(
  opening: OpeningIndex,
  root: string | undefined,
  { params }: ToolCall,
  signal: AbortSignal,
): Promise<ToolAnswer> {
  try {
    const { folder, remark } = await opening.ready();
    const found = await callTool({ folder, root }, params.name, params.arguments ?? {}, signal);
    const told = remark === undefined ? found : { ...found, remark };
    return { content: [{ type: 'text', text: JSON.stringify(told) }], structuredContent: told };
  } catch (error) {
    return { content: [{ type: 'text', text: messageOf(error) }], isError: true };
  }
}
