// What is met outdoors: boats and towers by the sea, flowers and animals.

import { backdrop, ball, cloud, type Drawing, each, fall, grass, scene, sea, shadow } from './drawing.js';

export function lighthouse(): Drawing {
  return scene(
    'lighthouse',
    backdrop('#3f86c9', '#9fcdec', '#f4e3c8'),
    cloud(60, 70, 1),
    cloud(300, 50, 0.8),
    sea(206, '#2f78a8', '#14496f'),
    '<path d="M90 300q20 -70 90 -74q90 -8 130 40l30 34z" fill="#5b5348"/><path d="M150 240q50 -20 110 0q-50 10 -110 0z" fill="#6f8f4a"/>',
    '<linearGradient id="tower"><stop stop-color="#fff"/><stop offset="1" stop-color="#b9b9c2"/></linearGradient>',
    '<path d="M176 236l12 -156h36l12 156z" fill="url(#tower)"/>',
    '<path d="M185 118h42l3 34h-48zM179 188h53l3 34h-59z" fill="#c9302c"/>',
    '<path d="M180 80h52v-8h-52z" fill="#333"/><path d="M190 72h32V46h-32z" fill="#ffe9a0" stroke="#333" stroke-width="3"/><path d="M186 46q20 -26 40 0z" fill="#b02523"/><path d="M206 34v-16" stroke="#333" stroke-width="3"/><path d="M201 46v26M211 46v26" stroke="#333" stroke-width="2"/>',
    '<path d="M198 236v-20q8 -10 16 0v20z" fill="#3a2a20"/><path d="M203 100h7v10h-7zM203 160h7v12h-7z" fill="#334"/>',
    '<path d="M240 236v-30l28 -18l28 18v32z" fill="#f1ede2"/><path d="M234 208l34 -24l34 24z" fill="#9c3a2e"/><path d="M260 214h14v14h-14z" fill="#456"/>',
  );
}

export function sailboat(): Drawing {
  return scene(
    'sailboat',
    backdrop('#4d9be0', '#a9d5f4', '#dff0fa'),
    cloud(40, 60, 0.8),
    cloud(310, 90, 0.7),
    '<path d="M0 196q60 -26 130 -8q70 -30 270 6v12H0z" fill="#6d8aa0"/>',
    sea(200, '#2b86b8', '#0f4d7c'),
    fall('sail', '#ffffff', '#e4e2da'),
    '<path d="M206 18v204" stroke="#5a4632" stroke-width="5"/>',
    '<path d="M212 24q62 80 76 168q-40 12 -76 6z" fill="url(#sail)"/><path d="M200 34q-50 70 -84 162q44 8 84 0z" fill="url(#sail)"/>',
    '<path d="M214 66q20 2 26 0M214 108q30 4 46 0M214 150q36 4 60 0" stroke="#b7b4a8" stroke-width="2" fill="none"/>',
    '<path d="M98 210h218q-10 36 -40 44H140q-30 -8 -42 -44z" fill="#8a2f22"/><path d="M98 210h218l-4 10H103z" fill="#f4efe3"/><path d="M186 210v-14h60v14z" fill="#c89a5c"/>',
    '<path d="M120 256q90 24 180 0" stroke="#fff" stroke-width="4" opacity=".6" fill="none"/>',
  );
}

export function balloon(): Drawing {
  const gore = (at: number) =>
    `<path d="M200 26q${(at - 3.5) * 68} 60 ${(at - 3.5) * 10} 180h-12q${(at - 3.5) * 50} -120 12 -180z" fill="${['#e8402f', '#f7c531', '#2f78c4'][at % 3]}"/>`;
  return scene(
    'hot-air balloon',
    backdrop('#3f8fdc', '#a5d3f5', '#f3f0df'),
    cloud(20, 90, 0.9),
    cloud(300, 200, 0.8),
    '<path d="M0 262q90 -30 190 -6q110 -26 210 4v40H0z" fill="#5d8a46"/>',
    '<clipPath id="bag"><path d="M200 24c70 0 104 50 98 98c-6 44 -52 72 -76 102h-44c-24 -30 -70 -58 -76 -102c-6 -48 28 -98 98 -98z"/></clipPath>',
    `<g clip-path="url(#bag)"><path d="M0 0h400v300H0z" fill="#f7c531"/>${each(8, gore)}<ellipse cx="272" cy="130" rx="40" ry="110" fill="#200" opacity=".3" filter="url(#soft)"/><ellipse cx="150" cy="84" rx="26" ry="44" fill="#fff" opacity=".25" filter="url(#soft)"/></g>`,
    '<path d="M180 224l8 30M220 224l-8 30" stroke="#543" stroke-width="2"/><path d="M184 252h32l-3 26h-26z" fill="#8a5a2b"/><path d="M183 250h34v6h-34z" fill="#5e3a18"/>',
  );
}

export function volcano(): Drawing {
  return scene(
    'volcano',
    backdrop('#35406b', '#b0647a', '#f4a65c'),
    `<g filter="url(#soft)">${each(16, (at) => `<circle cx="${200 + ((at * 29) % 90) - 40 + at * 3}" cy="${110 - at * 8}" r="${16 + ((at * 7) % 18)}" fill="${['#4c4650', '#6a626a', '#83787c'][at % 3]}" opacity=".85"/>`)}</g>`,
    '<linearGradient id="slope"><stop stop-color="#6d5a55"/><stop offset=".55" stop-color="#40343a"/><stop offset="1" stop-color="#241d26"/></linearGradient>',
    '<path d="M0 300q120 -60 166 -186q34 12 68 0q50 130 166 186z" fill="url(#slope)"/>',
    '<path d="M168 116q32 12 64 0l-6 -8q-26 8 -52 0z" fill="#ff8a1f"/><path d="M180 118q-4 50 -30 92q-6 30 -30 60q30 -20 44 -58q22 -30 26 -60q8 40 30 70q14 40 40 70q-10 -50 -28 -78q-20 -40 -22 -96z" fill="#ff6418"/><path d="M190 118q-2 40 -20 70q16 -20 22 -40q10 40 24 56q-14 -40 -12 -86z" fill="#ffd34d"/>',
    each(
      22,
      (at) =>
        `<circle cx="${200 + Math.round(Math.sin(at * 2.4) * (14 + at * 3))}" cy="${104 - ((at * 17) % 80)}" r="${2 + (at % 3)}" fill="#ffb84a"/>`,
    ),
  );
}

export function mushroom(): Drawing {
  return scene(
    'mushroom',
    backdrop('#2c4a2a', '#56783c', '#2f4720'),
    each(
      12,
      (at) =>
        `<circle cx="${(at * 71) % 400}" cy="${(at * 43) % 170}" r="${18 + ((at * 11) % 26)}" fill="#b7d27a" opacity=".14"/>`,
    ),
    '<linearGradient id="stalk"><stop stop-color="#fffaf0"/><stop offset="1" stop-color="#b9a88c"/></linearGradient>',
    ball('cap', '#ff6a4a', '#d81f1c', '#7d0b12'),
    '<path d="M176 140q10 70 -12 132h74q-22 -62 -14 -132z" fill="url(#stalk)"/><path d="M168 178q32 18 66 0q4 16 8 22q-40 16 -82 0z" fill="#efe4cc"/>',
    '<path d="M82 148q118 36 236 0q-20 18 -118 20t-118 -20z" fill="#e9d9b8"/>',
    '<path d="M76 146q10 -112 124 -114q114 2 124 114q-124 34 -248 0z" fill="url(#cap)"/>',
    [
      [140, 84, 15],
      [196, 58, 17],
      [250, 82, 14],
      [206, 108, 18],
      [158, 128, 12],
      [262, 124, 13],
      [108, 122, 10],
      [298, 128, 8],
      [230, 140, 8],
    ]
      .map(
        ([x, y, r]) =>
          `<ellipse cx="${x}" cy="${y}" rx="${r}" ry="${Math.round((r ?? 0) * 0.75)}" fill="#fff6e4"/>`,
      )
      .join(''),
    grass(256),
  );
}

export function daisy(): Drawing {
  return scene(
    'daisy',
    backdrop('#4f8a3c', '#2f6428', '#1f4a1e'),
    each(
      10,
      (at) =>
        `<circle cx="${(at * 89) % 400}" cy="${(at * 57) % 300}" r="${24 + ((at * 11) % 30)}" fill="#a8d36a" opacity=".16"/>`,
    ),
    '<path d="M204 170q14 60 -4 134" stroke="#3f7d2c" stroke-width="9" fill="none"/>',
    ball('eye', '#ffe66a', '#f6b81c', '#b87408'),
    each(
      21,
      (at) =>
        `<ellipse transform="rotate(${at * 17.14} 200 140)" cx="200" cy="66" rx="14" ry="56" fill="${at % 2 ? '#fff' : '#eceaf2'}" stroke="#cfcbd8" stroke-width="1.5"/>`,
    ),
    '<circle cx="200" cy="140" r="36" fill="url(#eye)"/>',
    each(
      60,
      (at) =>
        `<circle cx="${200 + Math.round(Math.sin(at * 2.4) * Math.sqrt(at) * 4.2)}" cy="${140 + Math.round(Math.cos(at * 2.4) * Math.sqrt(at) * 4.2)}" r="2.2" fill="#b8780a"/>`,
    ),
  );
}

export function ladybird(): Drawing {
  const legs = [
    [128, 120, -34, -26],
    [116, 160, -46, 4],
    [128, 200, -34, 32],
    [272, 120, 34, -26],
    [284, 160, 46, 4],
    [272, 200, 34, 32],
  ];
  return scene(
    'ladybird',
    fall('leaf', '#a7d95a', '#5fa432', '#3a7a22'),
    '<path fill="url(#leaf)" d="M0 0h400v300H0z"/><path d="M-10 270L410 40M60 230l10 -120M150 180l-4 -130M240 134l80 120M150 182l90 110" stroke="#d6f09a" stroke-width="4" opacity=".55" fill="none"/>',
    shadow(206, 172, 104, 92),
    legs
      .map(
        ([x, y, a, b]) =>
          `<path d="M${x} ${y}l${a} ${b}" stroke="#16120f" stroke-width="8" stroke-linecap="round"/>`,
      )
      .join(''),
    ball('shell', '#ff7a5a', '#e0261c', '#8a0c0c'),
    '<path d="M182 60q-10 -26 -30 -34M218 60q10 -26 30 -34" stroke="#16120f" stroke-width="5" fill="none"/>',
    '<ellipse cx="200" cy="84" rx="52" ry="38" fill="#1a1512"/><circle cx="166" cy="80" r="11" fill="#fff"/><circle cx="234" cy="80" r="11" fill="#fff"/>',
    '<ellipse cx="200" cy="166" rx="92" ry="96" fill="url(#shell)"/><path d="M200 72v190" stroke="#2a0d0a" stroke-width="4"/>',
    [
      [156, 126, 17],
      [244, 126, 17],
      [140, 182, 16],
      [260, 182, 16],
      [174, 218, 14],
      [226, 218, 14],
    ]
      .map(([x, y, r]) => `<circle cx="${x}" cy="${y}" r="${r}" fill="#1a1512"/>`)
      .join(''),
    '<path d="M176 74q24 14 48 0l-8 22q-16 8 -32 0z" fill="#1a1512"/><ellipse cx="150" cy="106" rx="26" ry="10" fill="#fff" opacity=".5" transform="rotate(-38 150 106)"/>',
  );
}

export function goldfish(): Drawing {
  const scale = (at: number) =>
    `<path d="M${112 + (at % 8) * 20} ${112 + Math.floor(at / 8) * 15}q12 8 0 16" stroke="#c74f08" stroke-width="2.5" fill="none" opacity=".7"/>`;
  return scene(
    'goldfish',
    backdrop('#bfe8f0', '#4fa3c0', '#1d5f80'),
    ball('fish', '#ffd27a', '#ff8a1a', '#d8500a'),
    fall('fin', '#ffb45a', '#ff6a10'),
    each(
      12,
      (at) =>
        `<circle cx="${60 + ((at * 67) % 290)}" cy="${(at * 47) % 280}" r="${3 + (at % 4)}" fill="#fff" opacity=".35"/>`,
    ),
    each(
      5,
      (at) =>
        `<path d="M${290 + at * 14} 300q-20 -50 4 -90q12 -30 -6 -60" stroke="#3d8a4a" stroke-width="7" fill="none" opacity=".7"/>`,
    ),
    '<path d="M266 150q40 -70 84 -66q-22 46 -20 66q4 40 26 80q-54 -6 -90 -62z" fill="url(#fin)" stroke="#d8500a"/><path d="M150 100q40 -56 110 -30q-14 20 -8 48z" fill="url(#fin)" stroke="#d8500a"/><path d="M170 208q10 34 50 44q2 -26 6 -48z" fill="url(#fin)"/>',
    '<path d="M60 156q30 -66 110 -66q80 4 116 64q-40 62 -116 64q-80 -4 -110 -62z" fill="url(#fish)"/>',
    '<clipPath id="side"><path d="M60 156q30 -66 110 -66q80 4 116 64q-40 62 -116 64q-80 -4 -110 -62z"/></clipPath>',
    `<g clip-path="url(#side)">${each(56, scale)}</g>`,
    '<path d="M126 106q24 48 0 98" stroke="#d8500a" stroke-width="4" fill="none"/><path d="M150 164q30 4 40 36q-34 2 -44 -20z" fill="url(#fin)" stroke="#d8500a"/>',
    '<circle cx="96" cy="142" r="12" fill="#fff3d0"/><circle cx="94" cy="142" r="7" fill="#111"/><path d="M60 158q12 4 18 0" stroke="#a33c05" stroke-width="3" fill="none"/>',
  );
}
