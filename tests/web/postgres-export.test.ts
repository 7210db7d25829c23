// Exports to PostgreSQL that fail at any point.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { exportToPostgres, type PostgresExport } from '../../cli/export/to-postgres.js';
import { ownedPassages } from '../../web/content/owned-passage.js';
import { Core } from '../../web/core/core.js';
import { decodeExported } from '../../web/file/exported-index.js';
import type { Document } from '../../web/interface/document.js';
import { LeannIndex } from '../../web/leann-index.js';
import type { PostgresClient } from '../../web/postgres/postgres-client.js';
import { PostgresIndex } from '../../web/postgres/postgres-index.js';
import { addAll } from './drive.js';
import { type Database, openDatabase, rowsOf } from './pglite.js';
import { wordEmbedder } from './word-embedder.js';

const DOCUMENTS: Document[] = Array.from({ length: 300 }, (_, at) => ({
  id: `d${at}`,
  title: `Title ${at % 7}`,
  text: `Document number ${at} is about thing${at % 50} and \\ 'quotes' "so".`,
  url: `https://example.org/${at}`,
  metadata: { at, tags: [`t${at % 3}`, 'all'], deep: { flag: at % 2 === 0 } },
}));

/** Loses the answer of its n-th query, and all queries after it. */
function failing(db: PostgresClient, at: number): PostgresClient & { asked(): number } {
  let count = 0;
  return {
    asked: () => count,
    query: async (text, values) => {
      count++;
      if (count > at) throw new Error('the connection is lost');
      const answer = await db.query(text, values);
      if (count === at) throw new Error('the connection is lost');
      return answer;
    },
  };
}

describe('an export to PostgreSQL', { timeout: 600_000 }, () => {
  let db: Database;

  before(async () => {
    db = await openDatabase();
  });

  after(() => db.close());

  async function jobOf(documents: Document[], schema: string): Promise<PostgresExport> {
    const core = await Core.load();
    const embedder = wordEmbedder();
    const index = await LeannIndex.open('made', { embedder, core, store: 'memory' });
    await addAll(index, documents);
    const exported = await decodeExported(core, new Uint8Array(await (await index.export()).arrayBuffer()));
    await index.close();
    const passages = ownedPassages(exported.documents, exported.passages, exported.settings.split.context);
    const signal = new AbortController().signal;
    return { client: db, schema, name: 'made', exported, passages, embedder, signal };
  }

  const drop = (schema: string) =>
    db.query(
      `DO $$ BEGIN DROP SCHEMA IF EXISTS ${schema} CASCADE; DROP SCHEMA IF EXISTS ${schema}_draft CASCADE; END $$`,
    );

  it('ends in the same rows wherever it was cut, and searches read the old ones until then', async () => {
    const old = await jobOf(DOCUMENTS.slice(0, 20), 'cut');
    const job = await jobOf(DOCUMENTS, 'cut');
    await exportToPostgres(old);
    const counted = failing(db, Number.POSITIVE_INFINITY);
    assert.equal((await exportToPostgres({ ...job, client: counted })).sent, 300);
    const wanted = await rowsOf(db, 'cut');
    assert.match(wanted.passages ?? '', /^300 rows/);
    let sentAgain = 0;
    // The last query lets go of the lock, the one before it puts all in place.
    for (let at = 1; at < counted.asked(); at++) {
      await drop('cut');
      await exportToPostgres(old);
      const cut = exportToPostgres({ ...job, client: failing(db, at) });
      await assert.rejects(cut, { code: 'storage-failed' }, `cut at ${at}`);
      await db.query('SELECT pg_advisory_unlock_all()');
      const index = await PostgresIndex.open({ client: db, embedder: job.embedder, schema: 'cut' });
      assert.equal(index.info().documents, at === counted.asked() - 1 ? 300 : 20, `cut at ${at}`);
      sentAgain += (await exportToPostgres(job)).sent;
      assert.deepEqual(await rowsOf(db, 'cut'), wanted, `cut at ${at}`);
    }
    // Most were cut after some passages were there.
    assert.ok(sentAgain < 300 * counted.asked());
    assert.equal((await exportToPostgres(job)).sent, 0);
  });

  it('leaves other tables of the schema alone', async () => {
    await db.query('CREATE SCHEMA shared');
    await db.query('CREATE TABLE shared.mine AS SELECT 1 AS one');
    await exportToPostgres(await jobOf(DOCUMENTS.slice(0, 10), 'shared'));
    await exportToPostgres(await jobOf(DOCUMENTS.slice(0, 12), 'shared'));
    assert.equal((await db.query('SELECT one FROM shared.mine')).rows.length, 1);
  });

  it('names a text that PostgreSQL cannot keep, and writes nothing', async () => {
    for (const text of ['a \0 b', 'half \ud800 of a pair']) {
      const job = await jobOf([{ id: 'odd', text: 'fine', metadata: { text } }], 'odd');
      await assert.rejects(exportToPostgres(job), {
        code: 'invalid-argument',
        message: /"odd".*cannot keep/,
      });
    }
    await assert.rejects(PostgresIndex.open({ client: db, embedder: wordEmbedder(), schema: 'odd' }), {
      code: 'not-found',
    });
  });

  it('refuses a name of a schema that is none', async () => {
    const job = await jobOf(DOCUMENTS.slice(0, 2), 'fine');
    for (const schema of ['', 'a"b', 'Upper', '1st', 'x'.repeat(51)]) {
      await assert.rejects(exportToPostgres({ ...job, schema }), { code: 'invalid-argument' });
    }
  });
});
