// What the stores are told of the extension, held against its manifests.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { BROWSERS, manifestFor } from '../../tools/extension/manifest.js';
import { ROOT } from '../../tools/paths.js';

const STORE = `${ROOT}demo/extension/store`;
const SUMMARY_LENGTH = 132;

const listing = readFileSync(`${STORE}/listing.md`, 'utf8');

function section(name: string): string {
  return listing.split(`## ${name}\n`)[1]?.split('\n## ')[0]?.trim() ?? '';
}

describe('the store listing', () => {
  for (const browser of BROWSERS) {
    test(`has name and summary of the manifest for ${browser}, and a reason for each permission`, async () => {
      const manifest = await manifestFor(browser);
      assert.equal(manifest.name, section('Name'));
      assert.equal(manifest.description, section('Summary'));
      assert.ok(section('Summary').length <= SUMMARY_LENGTH);
      const reasons = section('Why it needs its permissions');
      const { permissions, optional_permissions: optional } = manifest as Record<string, string[]>;
      for (const name of permissions ?? [])
        assert.match(reasons, new RegExp(`^\\| ${name}( \\(Chrome\\))? \\|`, 'm'));
      for (const name of optional ?? [])
        assert.match(reasons, new RegExp(`^\\| ${name} \\(optional\\) \\|`, 'm'));
    });
  }

  test('has pictures of the size that is asked for, which are small', () => {
    const pictures = readdirSync(STORE).filter((name) => name.endsWith('.png'));
    assert.ok(pictures.length >= 3 && pictures.length <= 5);
    for (const name of pictures) {
      const bytes = readFileSync(`${STORE}/${name}`);
      assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [1280, 800], name);
      assert.ok(bytes.length <= 300_000, name);
    }
  });
});

describe('the manifests', () => {
  test('have nothing that the other browser does not know', async () => {
    const { background: worker, ...chromium } = await manifestFor('chromium');
    assert.deepEqual(worker, { service_worker: 'service-worker.js', type: 'module' });
    assert.equal('browser_specific_settings' in chromium, false);
    const { background: page, permissions, ...firefox } = await manifestFor('firefox');
    assert.deepEqual(page, { scripts: ['event-page.js'], type: 'module' });
    assert.deepEqual(permissions, ['alarms', 'bookmarks', 'unlimitedStorage']);
    assert.equal('minimum_chrome_version' in firefox, false);
    const { gecko } = firefox.browser_specific_settings as { gecko: Record<string, unknown> };
    assert.deepEqual(gecko.data_collection_permissions, { required: ['none'] });
  });
});
