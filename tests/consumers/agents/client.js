// An assistant, as far as the protocol goes: starts `leann-web mcp` as its configuration says, in a folder of its own, does what it is
// asked to do one after another, and prints what it was told as JSON.

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

const { args, steps } = JSON.parse(process.argv[2]);
await mkdir('elsewhere', { recursive: true });
const transport = new StdioClientTransport({
  command: resolve('node_modules/.bin/leann-web'),
  args: ['mcp', ...args],
  cwd: 'elsewhere',
});
const client = new Client({ name: 'a test', version: '1.0.0' });
await client.connect(transport);
const doing = {
  tools: async () => (await client.listTools()).tools,
  write: async (path, text) => {
    await mkdir(resolve(path, '..'), { recursive: true });
    await writeFile(path, text);
  },
  remove: async (path) => await rm(path),
};
const call = async (name, given) => {
  const { isError = false, structuredContent, content } = await client.callTool({ name, arguments: given });
  if (isError) return { refused: content[0].text };
  return { ...structuredContent, same: content[0].text === JSON.stringify(structuredContent) };
};
const answers = [];
for (const [name, ...given] of steps) {
  answers.push((await (doing[name] ? doing[name](...given) : call(name, ...given))) ?? null);
}
const began = performance.now();
await client.close();
const told = {
  server: client.getServerVersion()?.name,
  instructions: client.getInstructions(),
  answers,
  closedMs: performance.now() - began,
};
console.log(JSON.stringify(told));
