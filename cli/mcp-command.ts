// leann-web mcp

import { VERSION } from '../web/base/version.js';
import type { LeannIndex } from '../web/index.js';
import type { Command } from './command-line.js';
import { loadSdk, type ToolAnswer, type ToolCall } from './mcp/sdk.js';
import { callTool, toolDescriptions } from './mcp/tools.js';
import type { Terminal } from './progress-bar.js';
import { openFolder } from './searched-folder.js';

export type McpCommand = Extract<Command, { name: 'mcp' }>;

/**
 * Serves an index to the program that started this one, which talks to it over standard input and output, until that ends or the
 * signal does. `terminal` must not be standard output.
 */
export async function mcp(command: McpCommand, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const { place, model, cache } = command;
  const sdk = await loadSdk();
  await using searched = await openFolder(place, { model, cache, terminal, signal });
  const { index } = searched;
  const { documents } = index.info();
  const server = new sdk.Server(
    { name: 'leann-web', version: VERSION },
    {
      capabilities: { tools: {} },
      instructions: `Searches "${index.name}", ${documents} documents on this machine, by meaning and by words.`,
    },
  );
  server.setRequestHandler(sdk.ListToolsRequestSchema, () => ({ tools: toolDescriptions() }));
  server.setRequestHandler(sdk.CallToolRequestSchema, (call, extra) => answer(index, call, extra.signal));
  const ended = new Promise<void>((resolve) => {
    server.onclose = resolve;
    process.stdin.once('end', () => void server.close());
    signal.addEventListener('abort', () => void server.close());
  });
  await server.connect(new sdk.StdioServerTransport());
  await ended;
}

async function answer(index: LeannIndex, { params }: ToolCall, signal: AbortSignal): Promise<ToolAnswer> {
  try {
    // It may have been published again meanwhile.
    await index.refresh().catch(() => false);
    const found = await callTool(index, params.name, params.arguments ?? {}, signal);
    return { content: [{ type: 'text', text: JSON.stringify(found) }], structuredContent: found };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { content: [{ type: 'text', text }], isError: true };
  }
}
