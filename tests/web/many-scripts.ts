// Sentences in many scripts, each with what its script is known to break tokenizers and splitters with.

/** Two sentences each; the first has a name, the second a number or a quotation. */
export const SCRIPTS: Readonly<Record<string, string>> = {
  Latin: 'The café in Zürich closed at noon. “Nobody came,” said Mr. Ångström, who doesn’t drink coffee.',
  Vietnamese: 'Mưa đã tạnh ở Hà Nội vào buổi tối. Chúng tôi ăn phở với giá 45.000 đồng.',
  Greek: 'Η ΟΔΟΣ ΕΡΜΟΥ είναι κλειστή σήμερα. Ο Γιώργος ρώτησε: «Πού πάμε;»',
  Cyrillic: 'Поезд из Киева опоздал на 15 минут. Ёжик спросил: «А где же мёд?»',
  Hebrew: 'הגשם פסק בערב בירושלים. שָׁלוֹם, אמר דוד, והלך 3 קילומטרים.',
  Arabic: 'توقف المطر في القاهرة مساءً. قال أحمد: هل لديك ١٢٣ كتابًا؟ نعم، لديّ الكثير.',
  Devanagari: 'शाम को दिल्ली में बारिश रुक गई। क्या आपके पास १२ किताबें हैं?',
  Bengali: 'সন্ধ্যায় ঢাকায় বৃষ্টি থেমে গেল। তোমার কি ৫টি বই আছে?',
  Tamil: 'மாலையில் சென்னையில் மழை நின்றது. உங்களிடம் எத்தனை புத்தகங்கள் உள்ளன?',
  Thai: 'ฝนหยุดตกในตอนเย็นที่กรุงเทพฯ เราไปกินก๋วยเตี๋ยวที่ตลาดน้ำ ราคา ๔๕ บาท',
  Georgian: 'საღამოს თბილისში წვიმა შეწყდა. რამდენი წიგნი გაქვს?',
  Armenian: 'Երեկոյան Երևանում անձրևը դադարեց։ Քանի՞ գիրք ունես։',
  Amharic: 'ምሽት ላይ በአዲስ አበባ ዝናቡ ቆመ። ስንት መጽሐፍ አለህ፧',
  Han: '晚上北京的雨停了。他问:“你有３本书吗?”𠮷野家在那边。',
  Japanese: '夕方、東京の雨がやみました。「本を何冊お持ちですか?」と彼はキーボードを見て尋ねた。',
  Korean: '저녁에 서울의 비가 그쳤다. "책이 몇 권 있어요?"라고 그가 물었다.',
  Khmer: 'នៅពេលល្ងាចភ្លៀងឈប់នៅភ្នំពេញ។ តើអ្នកមានសៀវភៅប៉ុន្មាន?',
  Tibetan: 'དགོང་མོ་ལྷ་སར་ཆར་པ་ཆད་སོང་། ཁྱེད་ལ་དེབ་ག་ཚོད་ཡོད།',
};

/** What no script is, but texts have. */
export const ODDITIES: Readonly<Record<string, string>> = {
  emoji: 'Well done 👍🏽! The family 👨‍👩‍👧‍👦 waved 🇺🇳 flags ☀️.',
  width: 'ＦＵＬＬ　ＷＩＤＴＨ ｶﾞｷﾞ ① ½ ﬁne … x² ㎏ ™',
  spaces: '  two  spaces\tand\u00a0no-break\u2003em \u200bzero\n\nlines\r\nend  ',
  code: 'for (let i = 0; i <= 10; i++) { total += prices[i] * 1.19; } // 1_000_000',
  accents: 'e\u0301 é ö o\u0308 ạ̈ Ǆ ŉ İstanbul ISPARTA ıspanak STRASSE straße ΣΊΣΥΦΟΣ',
  controls: 'soft\u00adhyphen \u0001 \u007f bell\u0007 \u0085next \ufeffmark \u202eback\u202c \ufffd',
  special: 'a [CLS] b [SEP] c <s> d </s> e <unk> f <bos> g <|endoftext|> h [MASK] i <pad>',
  marks: "don't DON'T can't we'll I'VE ... --- !!! ?! #tag @name a_b-c/d\\e",
  private: 'private \ue000 unassigned \u0378 tag \u{e0041} old \u{13000} math 𝐀𝑩',
  long: `${'antidisestablishmentarianism'.repeat(5)} ${'ā'.repeat(120)}`,
};
