// Folders that the command publishes and updates, with a model that is quick to load, for tests.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SAFETENSORS } from '../../cli/model/encoder-of-folder.js';
import { type BuildReport, type PublishOptions, publishFolder } from '../../cli/publish.js';
import { verify } from '../../cli/verify.js';
import type { HostedManifest } from '../../web/hosted/manifest.js';
import { madeUpBert } from './made-up-bert.js';
import { modelFolder } from './model-folder.js';

export class UpdatedFolders {
  readonly root: string;
  /** What builds have told. */
  said = '';

  private constructor(root: string) {
    this.root = root;
  }

  static async make(): Promise<UpdatedFolders> {
    const folders = new UpdatedFolders(await mkdtemp(join(tmpdir(), 'leann-updated-')));
    for (const [name, seed] of [
      ['model', 1],
      ['other model', 2],
    ] as const)
      await folders.#makeModel(name, seed);
    return folders;
  }

  place(name: string): string {
    return join(this.root, name);
  }

  /** What texts are to it does not matter here. */
  async #makeModel(name: string, seed: number): Promise<void> {
    const { config, safetensors } = madeUpBert({ hidden: 128, heads: 4, inner: 128, layers: 1 }, seed, 30522);
    await mkdir(this.place(name));
    for (const file of ['tokenizer.json', 'tokenizer_config.json'])
      await cp(join(modelFolder(), file), this.place(`${name}/${file}`));
    const facts = { ...config, model_type: 'bert', max_position_embeddings: 80 };
    await writeFile(this.place(`${name}/config.json`), JSON.stringify(facts));
    await writeFile(this.place(`${name}/${SAFETENSORS}`), safetensors);
  }

  async write(source: string, documents: readonly object[]): Promise<string> {
    await writeFile(this.place(source), documents.map((document) => JSON.stringify(document)).join('\n'));
    return this.place(source);
  }

  async publish(
    out: string,
    documents: readonly object[],
    options: PublishOptions = {},
  ): Promise<BuildReport> {
    const terminal = { write: (text: string) => (this.said += text) };
    return await publishFolder(await this.write('source.jsonl', documents), this.place(out), {
      model: this.place('model'),
      threads: 1,
      cache: this.place('cache'),
      title: 'Texts',
      indexOnly: true,
      terminal,
      ...options,
    });
  }

  /** With `update`, which has to be one. */
  async update(
    out: string,
    documents: readonly object[],
    options: PublishOptions = {},
  ): Promise<BuildReport['changes']> {
    this.said = '';
    const { changes } = await this.publish(out, documents, { ...options, update: true });
    assert.ok(changes, this.said);
    return changes;
  }

  async copy(from: string, to: string): Promise<void> {
    await cp(this.place(from), this.place(to), { recursive: true });
  }

  async manifest(out: string): Promise<HostedManifest> {
    return JSON.parse(await readFile(this.place(`${out}/manifest.json`), 'utf8'));
  }

  /** SHA-256 of all files of a folder, by path. */
  async files(out: string): Promise<Map<string, string>> {
    const files = new Map<string, string>();
    for (const path of (await readdir(this.place(out), { recursive: true })).sort()) {
      const bytes = await readFile(join(this.place(out), path)).catch(() => undefined);
      if (bytes !== undefined) files.set(path, createHash('sha256').update(bytes).digest('hex'));
    }
    return files;
  }

  async assertComplete(out: string): Promise<void> {
    const { problems } = await verify({ name: 'verify', index: this.place(out), json: false });
    assert.deepEqual(problems, []);
  }

  remove(): Promise<void> {
    return rm(this.root, { recursive: true });
  }
}

/** Groups of files that two folders do not share: what stands before the first `/`, `-` or `.`, each once, with how many. */
export function changedGroups(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): Record<string, number> {
  const groups: Record<string, number> = {};
  for (const [path, hash] of after) {
    if (before.get(path) === hash) continue;
    const group = path.replace(/[-/.].*/, '');
    groups[group] = (groups[group] ?? 0) + 1;
  }
  return groups;
}
