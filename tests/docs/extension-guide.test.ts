// The guide to an extension, followed to the letter: its lines are run in an empty folder, and the extension is used in Chromium.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { chromiumOptions } from '../../tools/chromium/launch.js';
import { packPackage } from '../consumers/install.js';
import { type Example, examplesOf } from '../web/readme.js';

/** The examples that are files, in the order of the guide; those between are lines of a shell. */
const FILES = [
  'extension/manifest.json',
  'extension/popup.html',
  'extension/offscreen.html',
  'scripts/index-worker.js',
  'scripts/service-worker.js',
  'scripts/offscreen.js',
  'scripts/popup.js',
];

describe('the guide to an extension', { timeout: 600_000 }, () => {
  let folder: string;
  const app = () => join(folder, 'app');

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leann-web-extension-'));
    const archive = await packPackage(folder);
    const examples = await examplesOf('docs/guide-extension.md');
    const isShell = ({ language }: Example) => language === 'sh';
    const files = examples.filter((example) => !isShell(example));
    assert.equal(files.length, FILES.length);
    for (const [row, name] of FILES.entries()) {
      await mkdir(dirname(join(app(), name)), { recursive: true });
      await writeFile(join(app(), name), files[row]?.code ?? '');
    }
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const options = { cwd: app(), env: { ...env, npm_config_audit: 'false' } };
    for (const { code } of examples.filter(isShell)) {
      const lines = code
        .replace('/path/to/leann-web-0.2.0.tgz', archive)
        .replace('mkdir scripts', 'mkdir -p scripts');
      await promisify(execFile)('sh', ['-e', '-c', lines], options);
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('keeps notes and finds them by what they mean', async () => {
    const extension = join(app(), 'extension');
    const { executablePath, args } = chromiumOptions();
    const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
      executablePath,
      headless: false,
      args: [
        ...args.filter((flag) => flag !== '--headless'),
        '--headless=new',
        `--load-extension=${extension}`,
        `--disable-extensions-except=${extension}`,
      ],
    });
    try {
      const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
      const page = await context.newPage();
      await page.goto(new URL('/popup.html', worker.url()).href);
      for (const note of ['We walked home through the rain.', 'Knead the dough and let it rise.']) {
        await page.getByPlaceholder('A note').fill(note);
        await page.getByRole('button', { name: 'Add' }).click();
        await page.waitForFunction(() => document.querySelector('input')?.value === '');
      }
      await page.getByPlaceholder('Search').fill('getting wet');
      await page.locator('li').first().filter({ hasText: 'through the rain' }).waitFor();
    } finally {
      await context.close();
    }
  });
});
