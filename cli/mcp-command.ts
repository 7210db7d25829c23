// leann-web mcp

import { VERSION } from '../web/base/version.js';
import type { Command } from './command-line.js';
import { OpeningIndex } from './mcp/opening-index.js';
import { loadSdk, type ToolAnswer, type ToolCall } from './mcp/sdk.js';
import { callTool, toolDescriptions } from './mcp/tools.js';
import type { Terminal } from './progress-bar.js';
import { describeFolder, openFolder } from './searched-folder.js';

export type McpCommand = Extract<Command, { name: 'mcp' }>;

/**
 * Serves an index to the program that started this one, which talks to it over standard input and output, until that ends or the
 * signal does. `terminal` must not be standard output.
 */
export async function mcp(command: McpCommand, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const { place, model, cache } = command;
  const sdk = await loadSdk();
  const about = await describeFolder(place);
  const opening = new OpeningIndex(
    (told, leaving) =>
      openFolder(place, { model, cache, terminal: told, signal: AbortSignal.any([signal, leaving]) }),
    terminal,
  );
  const server = new sdk.Server(
    { name: 'leann-web', version: VERSION },
    {
      capabilities: { tools: {} },
      instructions: `Searches ${about} on this machine, by meaning and by words.`,
    },
  );
  server.setRequestHandler(sdk.ListToolsRequestSchema, () => ({ tools: toolDescriptions() }));
  server.setRequestHandler(sdk.CallToolRequestSchema, (call, extra) => answer(opening, call, extra.signal));
  const ended = new Promise<void>((resolve) => {
    server.onclose = resolve;
    process.stdin.once('end', () => void server.close());
    signal.addEventListener('abort', () => void server.close());
  });
  try {
    await server.connect(new sdk.StdioServerTransport());
    // An assistant that waits for the index before its first answer would think that nobody is there.
    await Promise.race([ended, opening.failure]);
  } finally {
    await server.close();
    await opening.close();
  }
}

async function answer(opening: OpeningIndex, { params }: ToolCall, signal: AbortSignal): Promise<ToolAnswer> {
  try {
    const index = await opening.index();
    // It may have been published again meanwhile.
    await index.refresh().catch(() => false);
    const found = await callTool(index, params.name, params.arguments ?? {}, signal);
    return { content: [{ type: 'text', text: JSON.stringify(found) }], structuredContent: found };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { content: [{ type: 'text', text }], isError: true };
  }
}
