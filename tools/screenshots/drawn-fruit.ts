// Fruit.

import { backdrop, ball, type Drawing, each, fall, leaf, scene, shadow, table } from './drawing.js';

export function banana(): Drawing {
  const one = (turn: number, x: number) =>
    `<g transform="rotate(${turn} 300 90) translate(${x} 0)"><path d="M300 60q14 8 8 30q-20 118 -150 134q-50 6 -72 -12q-6 -10 8 -14q120 -10 166 -104q10 -22 40 -34z" fill="url(#peel)" stroke="#a87a10" stroke-width="2"/><path d="M296 92q-30 96 -186 118" fill="none" stroke="#c99a1c" stroke-width="4" opacity=".7"/><path d="M292 62l4 -28l18 2l-4 36z" fill="#8a7a24"/><path d="M88 196q-14 2 -10 14q6 6 16 4z" fill="#4a3812"/></g>`;
  return scene(
    'banana',
    backdrop('#fbfbf9', '#e6e3dc'),
    fall('peel', '#ffe873', '#f7cf2e', '#d9a316'),
    shadow(200, 240, 130, 14),
    one(-16, -6),
    one(0, 0),
    one(13, 4),
  );
}

export function strawberry(): Drawing {
  const row = (down: number) => {
    const count = [7, 8, 7, 6, 5, 3, 2][down] ?? 0;
    return each(count, (at) => {
      const x = 200 + (at - (count - 1) / 2) * 25;
      return `<ellipse cx="${x}" cy="${112 + down * 23}" rx="3.2" ry="5" fill="#ffd76b" stroke="#8c0f14" stroke-width="1.5"/>`;
    });
  };
  return scene(
    'strawberry',
    backdrop('#fbf7f1', '#e3d8c9'),
    ball('flesh', '#ff6a5c', '#e2202b', '#9c0c1d'),
    shadow(205, 272, 84, 12),
    '<clipPath id="fruit"><path d="M200 84q60 -24 96 6q30 44 -20 118q-40 58 -76 66q-36 -8 -76 -66q-50 -74 -20 -118q36 -30 96 -6z"/></clipPath>',
    '<g clip-path="url(#fruit)"><path fill="url(#flesh)" d="M0 0h400v300H0z"/>',
    each(7, row),
    '<ellipse cx="150" cy="120" rx="22" ry="34" fill="#fff" opacity=".25" transform="rotate(24 150 120)"/></g>',
    each(
      9,
      (at) =>
        `<path transform="rotate(${at * 24 - 96} 200 80)" d="M200 84q-16 -28 0 -60q16 32 0 60z" fill="${at % 2 ? '#3f8f2d' : '#5aab3c'}"/>`,
    ),
    '<path d="M200 74q4 -34 26 -46" stroke="#4c8a2d" stroke-width="7" fill="none"/>',
  );
}

export function orange(): Drawing {
  const pore = (at: number) =>
    `<circle cx="${72 + ((at * 53) % 190)}" cy="${72 + ((at * 31) % 180)}" r="1.6" fill="#b85600" opacity=".5"/>`;
  const segment = (at: number) =>
    `<path transform="rotate(${at * 36} 290 200)" d="M290 196l-15 -46q15 -12 30 0z" fill="#ff9d1f" stroke="#ffd591" stroke-width="2"/>`;
  return scene(
    'orange',
    table('#dfe9e4', '#c5d5cd', '#efe6da', '#cdbfae'),
    ball('skin', '#ffc14d', '#f98a10', '#c85a00'),
    shadow(180, 254, 110, 16),
    shadow(296, 262, 76, 12),
    '<clipPath id="round"><circle cx="164" cy="158" r="96"/></clipPath><circle cx="164" cy="158" r="96" fill="url(#skin)"/>',
    `<g clip-path="url(#round)">${each(160, pore)}</g>`,
    '<circle cx="150" cy="74" r="6" fill="#7a8c2c"/>',
    leaf(152, 72, -14),
    '<circle cx="290" cy="200" r="66" fill="#f58a0c"/><circle cx="290" cy="200" r="60" fill="#fff0d2"/><circle cx="290" cy="200" r="54" fill="#ffb84d"/>',
    each(10, segment),
    '<circle cx="290" cy="200" r="6" fill="#fff0d2"/>',
  );
}

export function lemon(): Drawing {
  return scene(
    'lemon',
    table('#d7e4ee', '#b9cddd', '#f1eee8', '#cfc9bd'),
    ball('zest', '#fff58c', '#f8d91e', '#c99b08'),
    shadow(180, 230, 110, 14),
    '<g transform="translate(42 20) scale(.86)"><path d="M44 176q2 -16 22 -26q40 -76 114 -74q74 2 104 66q24 4 30 20q2 18 -22 30q-38 62 -112 60q-72 -2 -106 -54q-26 -6 -30 -22z" fill="url(#zest)" stroke="#c49a10" stroke-width="2"/>',
    each(
      90,
      (at) =>
        `<circle cx="${86 + ((at * 41) % 190)}" cy="${108 + ((at * 29) % 110)}" r="1.7" fill="#b88d05" opacity=".5"/>`,
    ),
    '<ellipse cx="140" cy="120" rx="40" ry="16" fill="#fff" opacity=".5" transform="rotate(-24 140 120)"/></g>',
    shadow(290, 272, 60, 10),
    '<circle cx="288" cy="222" r="56" fill="#f2cf12"/><circle cx="288" cy="222" r="51" fill="#fffbe0"/>',
    each(
      9,
      (at) =>
        `<path transform="rotate(${at * 40} 288 222)" d="M288 218l-13 -36q13 -10 26 0z" fill="#f9e460"/>`,
    ),
  );
}

export function apple(): Drawing {
  const speck = (at: number) => {
    const far = Math.sqrt(at + 1) * 11;
    return `<circle cx="${200 + Math.round(Math.sin(at * 2.4) * far)}" cy="${172 + Math.round(Math.cos(at * 2.4) * far * 0.8)}" r="1.8" fill="#eef7c0" opacity=".75"/>`;
  };
  return scene(
    'apple',
    backdrop('#fdfdfb', '#e9ebe4'),
    ball('peel', '#dcf07c', '#9fd03c', '#5c9a1f'),
    shadow(200, 268, 104, 12),
    '<path d="M200 86q62 -34 100 12q32 56 -10 120q-34 48 -64 50q-26 -8 -52 0q-30 -2 -64 -50q-42 -64 -10 -120q38 -46 100 -12z" fill="url(#peel)"/>',
    each(70, speck),
    '<path d="M160 90q40 12 80 0q-16 24 -40 24t-40 -24z" fill="#5c8f22" opacity=".6" filter="url(#soft)"/><path d="M200 104q-2 -30 14 -50" stroke="#5e4020" stroke-width="7" fill="none"/>',
    '<ellipse cx="140" cy="134" rx="18" ry="32" fill="#fff" opacity=".4" transform="rotate(22 140 134)"/>',
  );
}

export function pineapple(): Drawing {
  const row = Array.from({ length: 9 }, (_, at) => at);
  const scale = (x: number, y: number) =>
    `<path d="M${x} ${y - 15}l14 15l-14 15l-14 -15z" fill="url(#scale)" stroke="#7a4a0c" stroke-width="2.5"/><path d="M${x} ${y - 4}l5 6h-10z" fill="#5f6a1c"/>`;
  const body = row.flatMap((y) => row.map((x) => scale(88 + x * 28 + (y % 2) * 14, 120 + y * 18))).join('');
  return scene(
    'pineapple',
    backdrop('#bfe3ec', '#e8f3ee', '#e7d9bd'),
    ball('scale', '#ffdf6e', '#e8a21e', '#a9650f'),
    shadow(200, 282, 84, 10),
    each(
      15,
      (at) =>
        `<path transform="rotate(${(at - 7) * 10} 200 128)" d="M190 126q-6 -60 ${at % 2 ? 10 : 4} -${92 + ((at * 5) % 3) * 10}q16 40 16 102z" fill="${['#2f7a3a', '#4a9a48', '#6bb35a'][at % 3]}"/>`,
    ),
    '<clipPath id="body"><ellipse cx="200" cy="198" rx="76" ry="86"/></clipPath>',
    `<g clip-path="url(#body)"><path fill="#c9851a" d="M0 0h400v300H0z"/>${body}<ellipse cx="262" cy="216" rx="40" ry="90" fill="#5a2d00" opacity=".35" filter="url(#soft)"/></g>`,
  );
}
