// Things of a household, and what is eaten there.

import { backdrop, ball, type Drawing, each, fall, scene, shadow, table } from './drawing.js';

export function umbrella(): Drawing {
  const panel = (at: number) =>
    `<path d="M200 60Q${76 + at * 35} 84 ${62 + at * 46} 178q23 -24 46 0Q${110 + at * 40} 84 200 60z" fill="${['#d8322c', '#b31f22'][at % 2]}" stroke="#7d1014" stroke-width="1.5"/>`;
  return scene(
    'umbrella',
    backdrop('#8c9cab', '#c3cdd4', '#8d979c'),
    each(
      60,
      (at) =>
        `<path d="M${(at * 61) % 410} ${(at * 37) % 300}l-5 20" stroke="#eef4f8" stroke-width="1.6" opacity=".6"/>`,
    ),
    '<path d="M200 40v212q0 26 22 26t22 -24" stroke="#3a2a1c" stroke-width="7" fill="none" stroke-linecap="round"/>',
    each(6, panel),
    '<path d="M200 60Q120 74 76 160" stroke="#fff" stroke-width="9" opacity=".15" fill="none"/>',
  );
}

export function teapot(): Drawing {
  return scene(
    'teapot',
    table('#f4ece0', '#ddd0bd', '#a9764c', '#7d5230'),
    ball('glaze', '#ffffff', '#7fb4d8', '#2d5f8c'),
    shadow(200, 258, 120, 14),
    '<path d="M286 128q64 -16 58 42q-6 44 -70 50" stroke="#3f78a6" stroke-width="16" fill="none"/>',
    '<path d="M128 196q-54 -12 -66 -82q-2 -12 -16 -16q10 -12 30 -8q14 6 18 28q8 34 44 36z" fill="#5f9ac4"/>',
    '<path d="M120 140q80 -46 162 0q38 76 -26 116h-110q-64 -40 -26 -116z" fill="url(#glaze)"/><path d="M146 254h110l6 10h-122z" fill="#2d5f8c"/>',
    '<path d="M134 134q66 -56 134 0q-66 20 -134 0z" fill="#8fbfdf" stroke="#3f78a6" stroke-width="3"/><circle cx="200" cy="92" r="13" fill="#5f9ac4"/>',
    each(
      6,
      (at) =>
        `<ellipse transform="rotate(${at * 60} 200 200)" cx="200" cy="180" rx="9" ry="18" fill="#fff" opacity=".85"/>`,
    ),
    '<circle cx="200" cy="200" r="8" fill="#f2c230"/><ellipse cx="142" cy="172" rx="10" ry="30" fill="#fff" opacity=".6" transform="rotate(14 142 172)"/>',
  );
}

export function clock(): Drawing {
  const numeral = (at: number) => {
    const turn = ((at + 1) * Math.PI) / 6;
    return `<text x="${200 + Math.round(Math.sin(turn) * 84)}" y="${159 - Math.round(Math.cos(turn) * 84)}" font-family="serif" font-size="24" text-anchor="middle" fill="#222">${at + 1}</text>`;
  };
  return scene(
    'clock',
    backdrop('#d9c9a8', '#c2af8a'),
    shadow(208, 164, 124, 120),
    fall('rim', '#8a5a30', '#4a2c14'),
    '<circle cx="200" cy="150" r="126" fill="url(#rim)"/><circle cx="200" cy="150" r="108" fill="#fdfaf0" stroke="#c8a860" stroke-width="4"/>',
    each(
      60,
      (at) =>
        `<path transform="rotate(${at * 6} 200 150)" d="M200 46v${at % 5 ? 5 : 10}" stroke="#333" stroke-width="${at % 5 ? 1 : 3}"/>`,
    ),
    each(12, numeral),
    '<path d="M200 150l-44 -34" stroke="#111" stroke-width="8" stroke-linecap="round"/><path d="M200 150l40 -64" stroke="#111" stroke-width="5" stroke-linecap="round"/><path d="M200 166v-90" stroke="#b3201c" stroke-width="2"/><circle cx="200" cy="150" r="7" fill="#111"/>',
  );
}

export function pizza(): Drawing {
  const spread = (at: number, reach: number) => {
    const far = Math.sqrt(at + 0.6) * reach;
    return [200 + Math.round(Math.sin(at * 2.4) * far), 150 + Math.round(Math.cos(at * 2.4) * far)] as const;
  };
  const salami = (at: number) => {
    const [x, y] = spread(at, 26);
    return `<circle cx="${x}" cy="${y}" r="16" fill="#b5261c" stroke="#7d1610" stroke-width="2"/><circle cx="${x - 4}" cy="${y - 3}" r="3" fill="#e88a6a"/><circle cx="${x + 5}" cy="${y + 4}" r="2.5" fill="#e88a6a"/>`;
  };
  const cheese = (at: number) => {
    const [x, y] = spread(at, 15);
    return `<ellipse cx="${x}" cy="${y}" rx="${9 + (at % 6)}" ry="${6 + (at % 4)}" fill="${['#ffe08a', '#f8c95a', '#fff0b8'][at % 3]}"/>`;
  };
  const basil = (at: number) => {
    const [x, y] = spread(at * 2 + 1, 22);
    return `<path transform="rotate(${at * 70} ${x} ${y})" d="M${x - 12} ${y}q12 -14 24 0q-12 12 -24 0z" fill="#3a7d2a"/>`;
  };
  return scene(
    'pizza',
    backdrop('#8a5f3c', '#6a4428'),
    shadow(204, 160, 142, 138),
    ball('crust', '#f0c27a', '#cf8f3f', '#94581c'),
    '<circle cx="200" cy="150" r="140" fill="url(#crust)"/><circle cx="200" cy="150" r="120" fill="#c8391c"/><circle cx="200" cy="150" r="114" fill="#f2b544"/>',
    each(52, cheese),
    each(14, salami),
    each(7, basil),
  );
}

export function iceCream(): Drawing {
  return scene(
    'ice cream',
    backdrop('#cfeaf5', '#f7dfe6'),
    ball('pink', '#ffd9e2', '#f59ab4', '#cc5f84'),
    ball('cream', '#fffdf2', '#f6e4b8', '#d3b173'),
    ball('brown', '#b9805a', '#7d4a2a', '#4a2712'),
    '<clipPath id="cone"><path d="M138 170h124l-62 126z"/></clipPath><g clip-path="url(#cone)"><path d="M0 0h400v300H0z" fill="#dfa458"/>',
    each(
      16,
      (at) =>
        `<path d="M${60 + at * 20} 160l80 160M${340 - at * 20} 160l-80 160" stroke="#a86a24" stroke-width="3"/>`,
    ),
    '</g><circle cx="164" cy="142" r="46" fill="url(#brown)"/><circle cx="238" cy="142" r="46" fill="url(#cream)"/><circle cx="200" cy="84" r="50" fill="url(#pink)"/>',
    '<path d="M128 164q12 22 28 8q14 20 34 6q18 18 36 2q22 12 46 -14q0 18 -8 18H138z" fill="#f6e4b8"/>',
    each(
      18,
      (at) =>
        `<path transform="rotate(${at * 47} ${168 + ((at * 23) % 66)} ${54 + ((at * 13) % 50)})" d="M${168 + ((at * 23) % 66)} ${54 + ((at * 13) % 50)}h9" stroke="${['#e03a3a', '#3a8fe0', '#f5c518', '#45a845'][at % 4]}" stroke-width="4" stroke-linecap="round"/>`,
    ),
    '<circle cx="204" cy="34" r="14" fill="#c4122a"/><path d="M206 22q6 -14 22 -18" stroke="#4a6a22" stroke-width="3" fill="none"/>',
  );
}

export function trafficLight(): Drawing {
  const lamp = (at: number) =>
    `<circle cx="200" cy="${76 + at * 62}" r="24" fill="${['#ff3a2a', '#5a4a10', '#123f1c'][at]}"/><path d="M172 ${74 + at * 62}a28 28 0 0 1 56 0" fill="none" stroke="#0c0d0e" stroke-width="9"/>`;
  return scene(
    'traffic light',
    backdrop('#78b4e4', '#d4e9f6'),
    '<path d="M0 300V190h52v-40h60v70h30v80zM270 300v-130h60v-40h70v170z" fill="#9aa8b4"/>',
    '<path d="M192 250h16v50h-16z" fill="#444a50"/><rect x="158" y="36" width="84" height="216" rx="16" fill="#22262a"/><rect x="164" y="42" width="72" height="204" rx="12" fill="#2f353a"/>',
    '<circle cx="200" cy="76" r="44" fill="#ff4a3a" opacity=".5" filter="url(#soft)"/>',
    each(3, lamp),
    '<circle cx="192" cy="68" r="7" fill="#ffd0c8"/>',
  );
}
