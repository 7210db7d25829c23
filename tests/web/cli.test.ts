// The command line as a program, with the real model.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readCommandLine } from '../../cli/command-line.js';
import { COMMANDS, type CommandHelp, isCommand } from '../../cli/commands.js';
import { VERSION } from '../../web/base/version.js';
import type { FetchedInfo, Hit, SearchUpdate } from '../../web/index.js';
import { run } from './cli-program.js';
import { modelFolder } from './model-folder.js';

const MODEL = modelFolder();

const TEXTS = [
  'The storm flooded the valley and broke two bridges.',
  'A drizzle fell all morning on the empty beach.',
  'Snow closed the mountain pass for a week.',
  'The central bank raised interest rates again.',
  'Share prices fell after the company warned of losses.',
  'Her pension fund bought government bonds.',
  'The goalkeeper saved a penalty in extra time.',
  'They lost the cup final by a single goal.',
  'She won the marathon in record time.',
  'Knead the dough and let it rise for an hour.',
  'Fry the onions slowly in butter until they are golden.',
  'Add a pinch of salt to the soup before serving.',
  'The surgeon removed the tumour in a long operation.',
  'A new vaccine protects children against measles.',
  'The doctor prescribed antibiotics for the infection.',
  'The violinist tuned her instrument before the concert.',
  'The choir sang a hymn in the old cathedral.',
  'His band recorded the album in a garage.',
  'The telescope found a planet near a distant star.',
  'Astronauts repaired the space station from outside.',
  'The comet will be visible to the naked eye in June.',
  'The compiler rejected the program because of a type error.',
  'She fixed the memory leak in the web browser.',
  'The database lost its last transaction in the crash.',
];

/** What `build --json` says. */
interface Built {
  documents: number;
  passages: number;
  embedded: number;
  bytes: { index: number; shards: number; text: number };
}

describe('leann-web', () => {
  let root = '';
  const place = (name: string) => join(root, name);

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'leann-cli-'));
    const lines = TEXTS.map((text, row) =>
      JSON.stringify({ id: row, text, title: `Text ${row}`, metadata: { row } }),
    );
    await writeFile(place('texts.jsonl'), `\ufeff${lines.join('\r\n')}\n\n`);
  });

  const to = (name: string) => ['--model', MODEL, '--out', place(name), '--cache', place('cache')];

  after(() => rm(root, { recursive: true }));

  it('builds an index from JSON lines, searches and describes it', async () => {
    const built = await run('build', place('texts.jsonl'), ...to('index'), '--json');
    assert.equal(built.code, 0, built.stderr);
    assert.match(built.stderr, /^embed \[#+\] 24\/24$/m);
    const { documents, passages, embedded, bytes } = JSON.parse(built.stdout) as Built;
    assert.deepEqual([documents, passages, embedded], [24, 24, 24]);

    for (const [query, rows] of [
      ['bad weather', ['0', '1', '2']],
      ['cooking a meal', ['9', '10', '11']],
      ['software bug', ['21', '22', '23']],
    ] as const) {
      const found = await run('search', place('index'), query, '-k', '3', '--json');
      assert.equal(found.code, 0, found.stderr);
      const { hits } = JSON.parse(found.stdout) as { hits: Hit[] };
      const right = hits.filter(({ id }) => (rows as readonly string[]).includes(id));
      assert.ok(
        hits.length === 3 && right.length >= 2,
        `${query}: ${hits.map(({ text }) => text).join(' | ')}`,
      );
      assert.equal(hits[0]?.title, `Text ${hits[0]?.id}`);
    }
    const people = await run('search', place('index'), 'outer space', '-k', '1');
    assert.match(people.stdout, /^ 1\. 0\.\d{3} {2}(18|19|20) \(Text \d+\)\n {4}\S/);

    const last = async (...flags: string[]) => {
      const found = await run('search', place('index'), 'bad weather', '-k', '3', '--json', ...flags);
      assert.equal(found.code, 0, found.stderr);
      return (JSON.parse(found.stdout) as SearchUpdate & { fetched: FetchedInfo }).stats;
    };
    const careless = await last('--confidence', '0');
    const careful = await last('--confidence', '1');
    assert.ok(careless.recomputed < careful.recomputed, `${careless.recomputed}, ${careful.recomputed}`);
    const few = await last('--confidence', '1', '--max-recomputes', '5');
    assert.deepEqual([few.recomputed, few.ended], [5, 'max-recomputes']);
    const late = await last('--budget-ms', '0');
    assert.deepEqual([late.recomputed, late.ended], [0, 'budget']);

    const storm = await run('search', place('index'), 'a storm in the valley', '--no-model', '--json');
    const without = JSON.parse(storm.stdout) as SearchUpdate;
    assert.deepEqual([without.stats.query, without.stats.recomputed], ['table', 0]);
    assert.equal(without.hits[0]?.id, '0');

    const where = await run('search', place('index'), 'bad weather', '--json', '--where', '{"row":{"lt":2}}');
    const ids = (JSON.parse(where.stdout) as { hits: Hit[] }).hits.map(({ id }) => id);
    assert.deepEqual(ids.toSorted(), ['0', '1']);
    const wrong = await run('search', place('index'), 'bad weather', '--where', '{"row":{"below":2}}');
    assert.deepEqual(wrong.code, 2);
    assert.match(wrong.stderr, /^leann: cannot search with where\.row\.below 2: there is no such operator/);

    const info = await run('info', place('index'), '--json');
    const described = JSON.parse(info.stdout);
    assert.deepEqual(
      [described.bytes.total, described.bytes.shards, described.bytes.text],
      [bytes.index, bytes.shards, bytes.text],
    );
    const printed = (await run('info', place('index'))).stdout;
    assert.match(printed, /^documents +24$/m);
    assert.match(
      printed,
      /^page files +\d+\.\d MB, \d+\.\d MB of it for ONNX Runtime: fetched only by pages that do not run encoder\.bin$/m,
    );
    assert.doesNotMatch(printed, /\d\.\d{2,} k?B/, 'rounded');
    assert.match(printed, /^table +\d.* of rows of terms, in \d+ shards$/m);
  });

  it('builds an index of the size that is asked for', async () => {
    const built = async (name: string, ...flags: string[]) => {
      const ended = await run('build', place('texts.jsonl'), ...to(name), '--index-only', ...flags);
      assert.equal(ended.code, 0, ended.stderr);
      return JSON.parse((await run('info', place(name), '--json')).stdout).bytes;
    };
    const small = await built('small', '--preset', 'small');
    const accurate = await built('accurate', '--preset', 'accurate');
    assert.ok(small.codes < accurate.codes, `${small.codes} and ${accurate.codes}`);
    const limited = await built('limited', '--bytes-per-passage', '600');
    assert.ok(limited.total <= 600 * 24 && limited.codes > small.codes, JSON.stringify(limited));
    assert.equal(small.others, 0, 'the index only');
  });

  it('ends with 1 and says what went wrong, leaving nothing behind', async () => {
    await writeFile(place('bad.jsonl'), '{"id":"a","text":"fine"}\n{"id":"b"}\n');
    await writeFile(place('twice.jsonl'), '{"id":"a","text":"fine"}\n{"_id":"a","text":"again"}\n');
    await writeFile(place('broken.jsonl'), '{"id":"a","text":\n');
    await mkdir(place('zeros'), { recursive: true });
    await writeFile(place('zeros/a.txt'), Uint8Array.of(1, 0, 0, 2, 3));
    await writeFile(place('white.jsonl'), '{"id":"a","text":" "}\n');
    await mkdir(place('foreign'));
    await writeFile(place('foreign/manifest.json'), '{"name":"an app"}');
    await mkdir(place('bare'));
    const never = to('never');
    const cases: [string[], RegExp][] = [
      [['build', place('bad.jsonl'), ...never], /bad\.jsonl:2: it has no "text"/],
      [['build', place('broken.jsonl'), ...never], /broken\.jsonl:1: /],
      [['build', place('twice.jsonl'), ...never], /document "a": that id comes twice/],
      [
        ['build', place('zeros'), ...never],
        /no file has text that could be read, the last because: a\.txt: it is not text/,
      ],
      [['build', place('nowhere'), ...never], /cannot read .*nowhere: there is no such file or folder/],
      [['build', place('nowhere/*.md'), ...never], /nowhere\/\*\.md: there is no such file or folder/],
      [['build', place('white.jsonl'), ...never], /there is no text in .*white\.jsonl/],
      [['build', place('bare'), ...never], /there is no file of a known format in it \(Markdown, /],
      [
        ['build', place('texts.jsonl'), ...to('foreign')],
        /its manifest\.json is none that could be replaced/,
      ],
      [['build', place('bad.jsonl'), '--model', place('no-model'), '--out', place('never')], /no-model/],
      [['search', place('never'), 'x'], /there is no such folder/],
      [['info', place('never')], /cannot open .*never: there is no such folder/],
      [['verify', place('never')], /cannot open .*never: there is no such folder/],
      [['serve', place('never')], /cannot open .*never: there is no such folder/],
      [['serve', place('bare')], /cannot open .*bare: no index is published there$/m],
      [['search', root, 'x'], /no index is published there, but in .*small/],
      [['serve', place('small')], /--index-only/],
      [
        ['search', place('small'), 'x'],
        /its folder holds no model; an embedder is needed, "[0-9a-f]{16}:mean:unit:/,
      ],
    ];
    for (const [args, message] of cases) {
      const { code, stdout, stderr } = await run(...args);
      assert.equal(code, 1, `${args.join(' ')}: ${stderr}`);
      assert.match(stderr, message);
      assert.ok(!stderr.includes('    at '), 'no stack');
      assert.equal(stdout, '');
    }
    assert.ok(!(await readdir(root)).includes('never'));
  });

  it('ends with 2 and says where the help is when it was called wrongly', async () => {
    for (const args of [
      ['dig'],
      ['build', 'x'],
      ['build', 'x', '--model', 'm'],
      ['build', 'x', '--out', 'o', '--dtype', 'int4'],
      ['build', 'x', '--out', 'o', '--port', '80'],
      ['serve'],
      ['serve', 'x', '--port', 'high'],
      ['serve', 'x', '--json'],
      ['serve', 'x', '--port', '65536'],
      ['help', 'dig'],
      ['help', 'search', 'extra'],
      ['dig', '--help'],
      ['verify'],
      ['build', 'x', 'y', '--model', 'm', '--out', 'o'],
      ['build', 'x', '--model', 'm', '--out', 'o', '--max-tokens', '0'],
      ['build', 'x', '--model', 'm', '--out', 'o', '--preset', 'huge'],
      ['build', 'x', '--model', 'm', '--out', 'o', '--threads', '0'],
      ['merge', 'x', '--model', 'm', '--out', 'o', '--threads', '65'],
      ['build', 'x', '--model', 'm', '--out', 'o', '--bytes-per-passage', '0'],
      ['build', 'x', '--model', 'm', '--out', 'o', '--preset', 'small', '--bytes-per-passage', '30'],
      ['search', 'x'],
      ['search', 'x', 'y', '--no-model', '--model', 'z'],
      ['search', 'x', 'y', '--confidence', '1.5'],
      ['search', 'x', 'y', '--confidence', 'high'],
      ['search', 'x', 'y', '--max-recomputes', 'all'],
      ['search', 'x', 'y', '--budget-ms', '1.5'],
      ['search', 'x', 'y', '--where', 'lang=en'],
      ['search', 'x', 'y', '--where', '{"lang":{"$eq":"en"}}'],
      ['search', 'x', 'y', '--where', '[]'],
      ['search', 'x', 'y', '-k', '0'],
      ['search', 'x', 'y', '-k', 'many'],
      ['search', 'x', 'y', '--out', 'o'],
      ['info'],
      ['info', 'x', '--fast'],
    ]) {
      const { code, stderr } = await run(...args);
      assert.equal(code, 2, args.join(' '));
      assert.match(stderr, /^leann: \S.*\n(Usage: leann-web \w+ <.*\n)?See: leann-web help( \w+)?\n$/);
      if (isCommand(args[0] ?? '')) assert.ok(stderr.endsWith(`See: leann-web help ${args[0]}\n`), stderr);
    }
  });

  it('guesses which command was meant, where it is near one', async () => {
    const said = async (typed: string) => (await run(typed, 'x')).stderr.split('\n')[0];
    assert.equal(await said('biuld'), 'leann: unknown command "biuld"; did you mean "build"?');
    assert.equal(await said('Serv'), 'leann: unknown command "Serv"; did you mean "serve"?');
    assert.equal(await said('dig'), 'leann: unknown command "dig"');
  });

  it('says in its own words which option was meant, and what it takes', async () => {
    const said = async (...args: string[]) => (await run(...args)).stderr.split('\n')[0];
    for (const [args, wanted] of [
      [['build', 'x', '--owt', 'o'], 'unknown option "--owt"; did you mean "--out"?'],
      [['build', 'x', '--zebra'], 'unknown option "--zebra"'],
      [['search', 'x', '-snow'], 'unknown option "-snow"; before a query that begins with a dash, write --'],
      [['build', 'x', '--out'], '--out needs a value: --out DIR'],
      [['build', 'x', '-o'], '--out needs a value: --out DIR'],
      [
        ['build', 'x', '--out', '--strict'],
        '--out needs a value: --out DIR; one that begins with a dash is written --out=-VALUE',
      ],
      [['build', 'x', '--strict=1'], '--strict takes no value'],
      [['search', 'x', ' '], '<query> is empty'],
      [['search', 'x', 'y', '-k'], '-k needs a value: -k N'],
      [['info'], '<folder> is missing'],
      [['search'], '<folder> and <query> are missing'],
      [['search', 'x'], '<query> is missing'],
      [
        ['search', 'x', 'getting', 'wet'],
        '<folder> and <query> are needed, 3 are given; what has spaces or * in it is put in quotes',
      ],
      [
        ['search', 'x', 'y', '--where', '[]'],
        `--where must be an object as JSON, such as '{"lang":"en"}', not "[]"`,
      ],
      [['help', 'search', 'extra'], 'help explains one command, not "search extra"'],
      [
        ['build', 'a.md', 'b.md', '--out', 'o'],
        '<source> is needed, 2 are given; what has spaces or * in it is put in quotes',
      ],
    ] as const) {
      assert.equal(await said(...args), `leann: ${wanted}`, args.join(' '));
    }
  });

  it('says what commands there are if none is typed', async () => {
    const { stdout } = await run('help');
    assert.deepEqual(await run(), { code: 2, stdout: '', stderr: stdout });
  });

  it('prints its version', async () => {
    for (const args of [['--version'], ['-v'], ['version']]) {
      assert.deepEqual(await run(...args), { code: 0, stdout: `${VERSION}\n`, stderr: '' });
    }
  });

  it('has help for all commands, and for each with all that it takes', async () => {
    const { stdout: all } = await run('--help');
    assert.match(all, /Exit codes/);
    for (const args of [['help'], ['-h']]) assert.equal((await run(...args)).stdout, all);
    for (const [name, { takes, options, examples }] of Object.entries<CommandHelp>(COMMANDS)) {
      assert.ok(all.includes(`${name} ${takes}`), name);
      const { code, stdout } = await run('help', name);
      assert.equal(code, 0);
      assert.equal((await run(name, '--help')).stdout, stdout);
      assert.ok(stdout.startsWith(`leann-web ${name} ${takes}\n`), stdout);
      const known = Object.keys(options).map((option) =>
        option.length === 1 ? `-${option}` : `--${option}`,
      );
      for (const part of [...known, ...examples]) assert.ok(stdout.includes(`  ${part}`), `${name}: ${part}`);
      // An example that the command line refuses would end with 2 at once.
      for (const example of examples) {
        const [, ...args] = [...example.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);
        assert.equal(readCommandLine(args).name, name);
      }
    }
  });
});
