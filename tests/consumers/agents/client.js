// An assistant, as far as the protocol goes: starts `leann-web mcp` with the arguments given, uses all tools, and prints what they
// answered as JSON.

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

const transport = new StdioClientTransport({
  command: process.execPath,
  args: ['node_modules/leann-web/dist/cli/main.js', 'mcp', ...process.argv.slice(2)],
});
const client = new Client({ name: 'a test', version: '1.0.0' });
await client.connect(transport);
const call = async (name, args) => {
  const { isError = false, structuredContent, content } = await client.callTool({ name, arguments: args });
  return isError
    ? { refused: content[0].text }
    : { ...structuredContent, same: content[0].text === JSON.stringify(structuredContent) };
};
const { tools } = await client.listTools();
const told = {
  server: client.getServerVersion()?.name,
  instructions: client.getInstructions(),
  tools: tools.map(({ name }) => name),
  search: await call('search', { query: 'getting wet', limit: 2 }),
  get: await call('get', { id: 'rain.md' }),
  list: await call('list', { prefix: 'b', limit: 1 }),
  more: await call('more_like_this', { id: 'rain.md', limit: 1 }),
  refused: [
    await call('search', { query: '' }),
    await call('search', { query: 'rain', limit: 0 }),
    await call('search', { query: 'rain', colour: 'red' }),
    await call('get', { id: 'snow.md' }),
    await call('list', { from: -1 }),
    await call('search', { query: 'rain', where: 'wet' }),
    await call('delete', { id: 'rain.md' }),
  ],
};
await client.close();
console.log(JSON.stringify(told));
