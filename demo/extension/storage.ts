// The page that shows what is stored, decides what is found and whose pages are read, and deletes it all.

import { find, make } from '../shared/element.js';
import { bytes, counted, grouped, reasonOf } from '../shared/format.js';
import { hostOf } from './bookmark.js';
import { button } from './button.js';
import { Client } from './client.js';
import type { Status, Stored } from './protocol.js';
import { patternOf, siteOf } from './site-name.js';
import { stateLine, totalOf } from './state-line.js';
import { Switches, takeBack } from './switches.js';
import { flatten } from './tree-node.js';

const ALL_SITES = '*://*/*';
/** While more is indexed, the sizes are looked at so often. */
const SIZES_MS = 3000;
const FILE_NAME = 'bookmarks.leann-bookmarks';
const ALL_NAME = 'All sites';
const HOSTS_OFFERED = 200;

const state = find(document, '.state', HTMLElement);
const sizes = find(document, '.sizes', HTMLElement);
const parts = find(document, '.parts', HTMLElement);
const origins = find(document, '.origins', HTMLElement);
const allow = find(document, '.allow', HTMLFormElement);
const site = find(document, '#site', HTMLInputElement);
const allowState = find(document, '.allow-state', HTMLElement);
const pagesState = find(document, '.pages-state', HTMLElement);
const carryState = find(document, '.carry-state', HTMLElement);
const deleteState = find(document, '.delete-state', HTMLElement);
const [first, really, keep] = ['.delete', '.really', '.keep'].map((name) =>
  find(document, name, HTMLButtonElement),
) as [HTMLButtonElement, HTMLButtonElement, HTMLButtonElement];
let shown = '';
let sized = 0;
let told: Status | undefined;

const client = new Client({ onStatus: show });
const switches = new Switches(document, client);

allow.addEventListener('submit', (event) => {
  event.preventDefault();
  void allowSite(site.value);
});
find(document, '.allow-all', HTMLButtonElement).addEventListener('click', () => void ask([ALL_SITES]));
find(document, '.export', HTMLButtonElement).addEventListener('click', () => void exportFile());
find(document, '.import', HTMLInputElement).addEventListener('change', ({ target }) => {
  if (target instanceof HTMLInputElement) void importFile(target);
});
first.addEventListener('click', () => confirmDeletion(true));
keep.addEventListener('click', () => confirmDeletion(false));
really.addEventListener('click', () => void deleteAll());
chrome.permissions.onAdded.addListener(() => void showOrigins());
chrome.permissions.onRemoved.addListener(() => void showOrigins());
void showOrigins();
void offerHosts();

function show(status: Status): void {
  told = status;
  state.replaceChildren(...stateLine(status, client, `${totalOf(status)}: all are indexed.`));
  switches.show(status.settings);
  pagesState.textContent = pagesLine(status);
  // The sizes change with what is indexed and read.
  const indexing = status.state === 'indexing';
  const now = JSON.stringify([status.state, status.pages, indexing ? 0 : status.done]);
  if (now === shown && !(indexing && Date.now() - sized > SIZES_MS)) return;
  shown = now;
  sized = Date.now();
  void showSizes();
}

function pagesLine({ pages: { wanted, read, failed } }: Status): string {
  if (wanted === 0) return '';
  const problems = failed > 0 ? `, ${grouped(failed)} could not be read` : '';
  return `${grouped(read)} of ${counted(wanted, 'page')} read${problems}.`;
}

async function showSizes(): Promise<void> {
  const outcome = await client.run({ type: 'stored' }).catch(() => undefined);
  if (outcome?.type !== 'stored') return;
  sizes.replaceChildren(...sizeRows(outcome.stored));
  parts.replaceChildren(...partRows(outcome.stored));
}

function sizeRows({ index, pages, usage }: Stored): Node[] {
  const { documents, graph, codes, words, rest, texts } = index;
  const total = graph + codes + words + rest + texts;
  const each = documents === 0 ? '' : `, ${grouped(Math.round(total / documents))} bytes each`;
  return [
    ...row('Documents', documentsSaved(documents, each)),
    ...row('Index', bytes(total)),
    ...row('Texts of pages', pages.count === 0 ? 'none' : `${grouped(pages.count)}, ${bytes(pages.bytes)}`),
    ...row('Disk, by the browser’s estimate', bytes(usage)),
  ];
}

/** While it is indexed, fewer are saved than were worked on: each step is saved as a whole. */
function documentsSaved(saved: number, each: string): string {
  if (told?.state !== 'indexing' || told.documents <= saved) return grouped(saved) + each;
  return `${grouped(saved)} of ${grouped(told.documents)} are saved${each}; the others follow in steps`;
}

function partRows({ index: { passages, graph, codes, words, rest, texts } }: Stored): Node[] {
  return [
    ...row('Passages', grouped(passages)),
    ...row('Graph', bytes(graph)),
    ...row('Codes in place of vectors', bytes(codes)),
    ...row('Words', bytes(words)),
    ...row('Codebooks, checks, buffered vectors', bytes(rest)),
    ...row('Embedded texts', bytes(texts)),
  ];
}

function row(name: string, value: string): [HTMLElement, HTMLElement] {
  return [make('dt', '', name), make('dd', '', value)];
}

async function showOrigins(): Promise<void> {
  const granted = (await chrome.permissions.getAll()).origins ?? [];
  // One a site: browsers may give http and https apart.
  const sites = new Map<string, string[]>();
  for (const pattern of granted) {
    const name = nameOf(pattern);
    sites.set(name, [...(sites.get(name) ?? []), pattern]);
  }
  origins.replaceChildren(...Array.from(sites, ([name, patterns]) => originItem(name, patterns)));
  allow.hidden = sites.has(ALL_NAME);
}

function originItem(name: string, patterns: string[]): HTMLElement {
  const item = make('li', '', '');
  const forget = () => void chrome.permissions.remove({ origins: patterns });
  item.append(make('span', '', name), button('Stop and forget', forget));
  return item;
}

function nameOf(pattern: string): string {
  const host = pattern.replace(/^[*\w]+:\/\//, '').replace(/\/.*$/, '');
  return host === '*' || pattern === '<all_urls>' ? ALL_NAME : host.replace(/^\*\./, '');
}

async function allowSite(typed: string): Promise<void> {
  const wanted = siteOf(typed);
  if ('fault' in wanted) {
    allowState.textContent = wanted.fault;
    site.focus();
  } else if (await ask([patternOf(wanted.host)])) site.value = '';
}

/** Whether it was allowed. To be called while a click is handled: else the browser does not ask. */
async function ask(patterns: string[]): Promise<boolean> {
  allowState.textContent = '';
  try {
    const granted = await chrome.permissions.request({ origins: patterns });
    if (!granted) allowState.textContent = 'It was not allowed.';
    return granted;
  } catch (error) {
    allowState.textContent = `The browser could not be asked: ${reasonOf(error)}`;
    return false;
  }
}

/** The sites with the most bookmarks. */
async function offerHosts(): Promise<void> {
  const counts = new Map<string, number>();
  for (const { url } of flatten(await chrome.bookmarks.getTree())) {
    if (url === undefined || !/^https?:/.test(url)) continue;
    const host = hostOf(url);
    counts.set(host, (counts.get(host) ?? 0) + 1);
  }
  const most = [...counts].sort(([, a], [, b]) => b - a).slice(0, HOSTS_OFFERED);
  const options = most.map(([host, count]) => {
    const option = document.createElement('option');
    option.value = host;
    option.label = counted(count, 'bookmark');
    return option;
  });
  find(document, '#hosts', HTMLDataListElement).replaceChildren(...options);
}

async function exportFile(): Promise<void> {
  carryState.textContent = 'Exporting…';
  try {
    const outcome = await client.run({ type: 'export' });
    if (outcome.type !== 'exported') throw new Error('there is no file');
    const link = document.createElement('a');
    link.href = outcome.url;
    link.download = FILE_NAME;
    link.click();
    carryState.textContent = `Exported as ${FILE_NAME}.`;
  } catch (error) {
    carryState.textContent = `It could not be exported: ${reasonOf(error)}`;
  }
}

async function importFile(input: HTMLInputElement): Promise<void> {
  const [file] = input.files ?? [];
  if (file === undefined) return;
  carryState.textContent = 'Importing…';
  const url = URL.createObjectURL(file);
  try {
    const outcome = await client.run({ type: 'import', url });
    const pages = outcome.type === 'imported' ? outcome.pages : 0;
    carryState.textContent = `Imported: the index, and the texts of ${counted(pages, 'page')}.`;
  } catch (error) {
    carryState.textContent = `It could not be imported: ${reasonOf(error)}`;
  } finally {
    URL.revokeObjectURL(url);
    input.value = '';
  }
}

function confirmDeletion(asked: boolean): void {
  first.hidden = asked;
  really.hidden = !asked;
  keep.hidden = !asked;
  (asked ? keep : first).focus();
}

async function takeBackPermissions(): Promise<void> {
  const { origins: granted = [] } = await chrome.permissions.getAll();
  const { host_permissions: fixed = [] } = chrome.runtime.getManifest();
  const given = granted.filter((pattern) => !fixed.includes(pattern));
  if (given.length > 0) await chrome.permissions.remove({ origins: given });
  await takeBack(['history', 'scripting', 'tabs']);
}

async function deleteAll(): Promise<void> {
  confirmDeletion(false);
  try {
    await takeBackPermissions();
    await client.run({ type: 'delete-all' });
    deleteState.textContent = 'Everything was deleted.';
  } catch (error) {
    deleteState.textContent = `It could not be deleted: ${reasonOf(error)}`;
  }
  await showSizes();
}
