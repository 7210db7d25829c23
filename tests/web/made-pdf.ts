// PDF files made by hand, with the text that tests want.

/** A font as PDF names it: one that every reader has, or one whose text is in an encoding of Asia. */
export type PdfFont = 'Helvetica' | { encoding: string; ordering: string };

export interface MadePdf {
  /** Lines of each page, one below the other; `''` leaves a line out. ASCII, or hexadecimal digits in `<>`. */
  pages: readonly (readonly string[])[];
  title?: string;
  font?: PdfFont;
}

export function madePdf({ pages, title, font = 'Helvetica' }: MadePdf): Uint8Array {
  const fonts =
    font === 'Helvetica'
      ? ['<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>', '<< >>']
      : [
          `<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /${font.encoding} /DescendantFonts [4 0 R] >>`,
          `<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Song /CIDSystemInfo << /Registry (Adobe) /Ordering (${font.ordering}) /Supplement 2 >> /DW 1000 /FontDescriptor << /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -120 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >>`,
        ];
  const numberOf = (page: number) => 6 + 2 * page;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${pages.map((_, page) => `${numberOf(page)} 0 R`).join(' ')}] /Count ${pages.length} >>`,
    ...fonts,
    title === undefined ? '<< >>' : `<< /Title (${title}) >>`,
    ...pages.flatMap((lines, page) => {
      const content = `BT /F1 12 Tf 14 TL 72 700 Td\n${lines.map(shown).join('\n')}\nET`;
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${numberOf(page) + 1} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ];
    }),
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, row) => {
    const offset = text.length;
    text += `${row + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  text += `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R /Info 5 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return new TextEncoder().encode(text);
}

function shown(line: string): string {
  return line.startsWith('<') ? `${line} Tj T*` : `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*`;
}
