// Parts of the extension that need no browser: suggestions of the address bar, ports, the archive.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { localPorts } from '../../demo/extension/local-port.js';
import { suggestionOf } from '../../demo/extension/omnibox.js';
import type { Found } from '../../demo/extension/protocol.js';
import { WaitingList } from '../../demo/extension/waiting-list.js';
import { zip } from '../../tools/extension/zip.js';

const found: Found = {
  id: '7',
  kinds: ['bookmark'],
  title: 'Q&A: <script>alert("x")</script> about bread',
  url: 'https://bake.org/?a=1&b=2',
  host: 'bake.org',
  folders: ['Bookmarks bar', 'Food & drink'],
  opens: true,
  words: ['bread', 'script'],
  by: 'words',
  weak: false,
  copies: 0,
};

describe('a suggestion of the address bar', () => {
  test('is XML that shows markup as text and marks what matched', () => {
    const { content, description } = suggestionOf(found);
    assert.equal(content, found.url);
    assert.equal(
      description,
      'Q&amp;A: &lt;<match>script</match>&gt;alert(&quot;x&quot;)&lt;/<match>script</match>&gt; about ' +
        '<match>bread</match> <dim>·</dim> <url>bake.org</url> <dim>·</dim> <dim>Food &amp; drink</dim>',
    );
  });

  test('shows the address where there is no title, and no control characters', () => {
    assert.match(
      suggestionOf({ ...found, title: '', words: [] }).description,
      /^https:\/\/bake.org\/\?a=1&amp;b=2 /,
    );
    assert.match(suggestionOf({ ...found, title: 'a\u0000\u0007b', words: [] }).description, /^a {2}b /);
  });
});

describe('a suggestion of the address bar in Firefox', () => {
  test('is text, which Firefox shows as it is', () => {
    assert.equal(
      suggestionOf(found, true).description,
      'Q&A: <script>alert("x")</script> about bread · bake.org · Food & drink',
    );
  });
});

describe('local ports', () => {
  test('copy messages to the other end, and tell it when one leaves', async () => {
    const [ours, theirs] = localPorts('engine');
    const heard: unknown[] = [];
    theirs.onMessage.addListener((message) => heard.push(message));
    theirs.onDisconnect.addListener(() => heard.push('gone'));
    const message = { list: [1] };
    ours.postMessage(message);
    message.list.push(2);
    ours.disconnect();
    await new Promise((resolve) => setTimeout(resolve));
    assert.deepEqual(heard, [{ list: [1] }, 'gone']);
  });

  test('keep what is said until somebody listens', async () => {
    const [ours, theirs] = localPorts('engine');
    const heard: unknown[] = [];
    ours.postMessage('early');
    ours.postMessage('next');
    await new Promise((resolve) => setTimeout(resolve));
    theirs.onMessage.addListener((message) => heard.push(message));
    ours.postMessage('later');
    ours.disconnect();
    theirs.onDisconnect.addListener(() => heard.push('gone'));
    await new Promise((resolve) => setTimeout(resolve));
    assert.deepEqual(heard, ['early', 'next', 'later', 'gone']);
  });
});

describe('the list of what waits', () => {
  const documents = ['a', 'b'].map((id) => ({
    id,
    title: id,
    url: '',
    text: id,
    headings: [],
    metadata: { kind: 'bookmark' as const },
  }));

  /** What a worker holds, which goes on with what it was given when nobody waits for it any more. */
  function worker() {
    const held = new Set<string>();
    return {
      held,
      wait: async (given: readonly { id: string }[], gone: readonly string[], signal: AbortSignal) => {
        for (const { id } of given) held.add(id);
        for (const id of gone) held.delete(id);
        await Promise.resolve();
        signal.throwIfAborted();
      },
    };
  }

  test('takes back what it was giving when it was stopped', async () => {
    const searcher = worker();
    const list = new WaitingList(searcher);
    const stop = new AbortController();
    const brought = list.bring(() => documents, stop.signal);
    stop.abort(new Error('stopped'));
    await assert.rejects(brought, /stopped/);
    await list.bring(() => [], new AbortController().signal);
    assert.deepEqual([...searcher.held], []);
  });
});

describe('the archive', () => {
  test('holds every file with its name, and is the same for the same files', () => {
    const entries = [
      { path: 'manifest.json', bytes: Buffer.from('{"a":1}'.repeat(100)) },
      { path: 'icons/ü.png', bytes: Buffer.from([0, 1, 2, 255]) },
    ];
    const archive = Buffer.from(zip(entries));
    assert.deepEqual(archive, Buffer.from(zip(entries)));
    const end = archive.length - 22;
    assert.equal(archive.readUInt32LE(end), 0x06054b50);
    assert.equal(archive.readUInt16LE(end + 10), entries.length);
    let at = archive.readUInt32LE(end + 16);
    for (const { path, bytes } of entries) {
      assert.equal(archive.readUInt32LE(at), 0x02014b50);
      const nameLength = archive.readUInt16LE(at + 28);
      assert.equal(archive.toString('utf8', at + 46, at + 46 + nameLength), path);
      const local = archive.readUInt32LE(at + 42);
      assert.equal(archive.readUInt32LE(local), 0x04034b50);
      const data = local + 30 + archive.readUInt16LE(local + 26);
      assert.deepEqual(
        inflateRawSync(archive.subarray(data, data + archive.readUInt32LE(local + 18))),
        bytes,
      );
      at += 46 + nameLength;
    }
  });
});
