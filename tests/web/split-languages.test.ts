// Passages of many scripts: sentences end where readers see an end, and no word or character is cut where there are no spaces.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { splitText } from '../../web/text/passage.js';
import { sentenceFinder, terminatorSpans } from '../../web/text/sentence.js';
import { SCRIPTS } from './many-scripts.js';

const count = (text: string) => Array.from(text).length;
const split = (text: string, maxTokens: number) =>
  splitText(text, count, { maxTokens, overlapTokens: 0 }, []).map((passage) => passage.text);
const sentences = (text: string, find = sentenceFinder()) =>
  Array.from(find(text, { start: 0, end: text.length }), ({ start, end }) => text.slice(start, end).trim());

/** Runs without the segmenter, as some engines do. */
function withoutSegmenter(act: () => void): void {
  const before = Object.getOwnPropertyDescriptor(Intl, 'Segmenter');
  Reflect.deleteProperty(Intl, 'Segmenter');
  try {
    act();
  } finally {
    if (before !== undefined) Object.defineProperty(Intl, 'Segmenter', before);
  }
}

/** Sentences of each language, written one after another as its writers do. */
const SENTENCES: Readonly<Record<string, { between: string; texts: string[] }>> = {
  Arabic: { between: ' ', texts: ['توقف المطر مساءً.', 'هل لديك كتب؟', 'نعم، لديّ الكثير!'] },
  Chinese: {
    between: '',
    texts: ['雨停了。', '你有书吗？', '有很多！', '“走吧。”', '（他走了。）', '天黑了。'],
  },
  Hindi: { between: ' ', texts: ['बारिश रुक गई।', 'क्या आपके पास किताबें हैं?', 'हाँ, बहुत हैं।'] },
  Japanese: {
    between: '',
    texts: ['雨がやみました。', '「本を何冊お持ちですか。」', '彼は尋ねた。', '『はい』と答えた。'],
  },
  Armenian: { between: ' ', texts: ['Անձրևը դադարեց։', 'Գիրք ունես։'] },
  Amharic: { between: ' ', texts: ['ዝናቡ ቆመ።', 'መጽሐፍ አለህ፧'] },
  Urdu: { between: ' ', texts: ['بارش رک گئی۔', 'کیا آپ کے پاس کتابیں ہیں؟'] },
  Khmer: { between: '', texts: ['ភ្លៀងឈប់។', 'តើអ្នកមានសៀវភៅប៉ុន្មាន?'] },
  Burmese: { between: ' ', texts: ['မိုးတိတ်သွားပြီ။', 'စာအုပ်ရှိလား။'] },
  Tibetan: { between: ' ', texts: ['ཆར་པ་ཆད་སོང་།', 'ཁྱེད་ལ་དེབ་ཡོད་པས།'] },
};

describe('sentences', () => {
  for (const [language, { between, texts }] of Object.entries(SENTENCES)) {
    test(`end where readers of ${language} see an end`, () => {
      assert.deepEqual(sentences(texts.join(between)), texts);
    });
  }

  test('end there without a segmenter too, where a space or a wide mark says so', () => {
    for (const language of [
      'Arabic',
      'Chinese',
      'Hindi',
      'Armenian',
      'Amharic',
      'Urdu',
      'Burmese',
      'Tibetan',
    ]) {
      const { between, texts } = SENTENCES[language] ?? assert.fail();
      assert.deepEqual(sentences(texts.join(between), terminatorSpans), texts, language);
    }
  });

  test('hold all of the text, whatever stands at their ends', () => {
    for (const text of [
      '。「」「',
      ')'.repeat(5000),
      '「'.repeat(5000),
      `${'། '.repeat(2000)}`,
      '……？！」』 a',
    ]) {
      for (const find of [sentenceFinder(), terminatorSpans]) {
        const spans = [...find(text, { start: 0, end: text.length })];
        assert.equal(spans.map(({ start, end }) => text.slice(start, end)).join(''), text);
      }
    }
  });
});

/** Long stretches without a space or the end of a sentence. */
const STRETCHES: Readonly<Record<string, string>> = {
  Thai: 'เมื่อฝนหยุดตกในตอนเย็นเราเดินไปกินก๋วยเตี๋ยวที่ตลาดน้ำใกล้บ้านแล้วกลับมาอ่านหนังสือด้วยกันจนดึก',
  Chinese: '傍晚雨停了以后我们一起走到河边的市场吃了一碗面然后回家读书一直读到深夜才去睡觉因为第二天不用上班',
  Japanese:
    '夕方に雨がやんだので私たちは川のそばの市場まで歩いてラーメンを食べそれから家に帰って夜遅くまで本を読んだ',
  Khmer: 'នៅពេលល្ងាចភ្លៀងឈប់យើងដើរទៅផ្សារនៅក្បែរមាត់ទន្លេហើយញ៉ាំគុយទាវបន្ទាប់មកត្រឡប់មកផ្ទះវិញ',
  Lao: 'ຕອນແລງຝົນຢຸດຕົກພວກເຮົາຍ່າງໄປຕະຫຼາດໃກ້ແມ່ນ້ຳແລ້ວກັບບ້ານອ່ານປຶ້ມຈົນດຶກ',
};

describe('a stretch without spaces', () => {
  for (const [language, text] of Object.entries(STRETCHES)) {
    test(`of ${language} is cut between words`, () => {
      const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
      const breaks = new Set(Array.from(segmenter.segment(text), ({ index }) => index));
      const passages = split(text, 16);
      assert.ok(passages.length > 2);
      let at = 0;
      for (const passage of passages) {
        assert.ok(breaks.has(at), `${language}: ${passage} begins within a word`);
        assert.ok(count(passage) <= 16);
        at += passage.length;
      }
      assert.equal(passages.join(''), text);
    });
  }

  test('is rather cut after a clause', () => {
    const text = '我们走到河边的市场，吃了一碗牛肉面，然后一起回家读书，一直读到深夜。';
    assert.deepEqual(split(text, 18), [
      '我们走到河边的市场，吃了一碗牛肉面，',
      '然后一起回家读书，一直读到深夜。',
    ]);
  });

  test('never begins with a mark of the character before, with a segmenter or without', () => {
    const check = () => {
      for (const [script, text] of Object.entries({
        ...SCRIPTS,
        ...STRETCHES,
        family: '👨‍👩‍👧‍👦👍🏽'.repeat(20),
      })) {
        const long = text.replaceAll(' ', '').repeat(4);
        for (const most of [7, 16, 40]) {
          const passages = split(long, most);
          for (const passage of passages) {
            // A cluster of its own may be longer than the shortest passages.
            if (script !== 'family' || most === 40)
              assert.doesNotMatch(passage, /^[\p{M}\p{Emoji_Modifier}\u200d]/u, `${script}: ${passage}`);
          }
          // What would be a passage of marks alone is none.
          const letters = (value: string) => value.replace(/\p{P}/gu, '');
          if (script !== 'family') assert.equal(letters(passages.join('')), letters(long));
        }
      }
    };
    check();
    withoutSegmenter(check);
  });

  test('of letters or digits alone is cut all the same', () => {
    const passages = split('x'.repeat(1000), 64);
    assert.equal(passages.join(''), 'x'.repeat(1000));
    assert.ok(passages.every((passage) => passage.length <= 64));
  });
});
