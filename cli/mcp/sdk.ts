// The parts of the official SDK of the Model Context Protocol that are used here. It need not be installed.

import { optionalPackage } from '../optional-package.js';

const SDK = '@modelcontextprotocol/sdk';

/** A method that clients may call, as the protocol describes it. */
export interface ToolDescription {
  name: string;
  title: string;
  description: string;
  inputSchema: object;
  outputSchema: object;
  annotations: { readOnlyHint: true; openWorldHint: false };
}

export interface ToolAnswer {
  content: { type: 'text'; text: string }[];
  structuredContent?: object;
  isError?: true;
}

export interface ToolCall {
  params: { name: string; arguments?: Record<string, unknown> };
}

interface Server {
  setRequestHandler(
    schema: object,
    answer: (request: ToolCall, extra: { signal: AbortSignal }) => unknown,
  ): void;
  connect(transport: object): Promise<void>;
  sendToolListChanged(): Promise<void>;
  close(): Promise<void>;
  onclose?: () => void;
}

interface Sdk {
  Server: new (
    about: { name: string; version: string },
    options: { capabilities: object; instructions: string },
  ) => Server;
  StdioServerTransport: new () => object;
  ListToolsRequestSchema: object;
  CallToolRequestSchema: object;
}

/** Errors: an Error that says what to install. */
export async function loadSdk(): Promise<Sdk> {
  // Names that the compiler does not follow: the package is nobody's dependency.
  const part = (path: string): Promise<Partial<Sdk>> => import(`${SDK}/${path}`);
  const load = async () => {
    const parts = ['server/index.js', 'server/stdio.js', 'types.js'].map(part);
    return Object.assign({}, ...(await Promise.all(parts))) as Sdk;
  };
  return await optionalPackage(load, SDK);
}
