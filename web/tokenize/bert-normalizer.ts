// The normalizer of BERT's tokenizers.
import { lowerCase } from './lower-case.js';
import { flagIn, type Part } from './part.js';

const CONTROL = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\ufffd]/gu;
const SPACE = /\p{White_Space}/gu;
const IDEOGRAPH =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu;

/** `strip_accents` follows `lowercase` where it is not said. */
export function bertNormalizer(part: Part): (text: string) => string {
  const lower = flagIn(part, 'lowercase', true);
  const strip = flagIn(part, 'strip_accents', lower);
  const clean = flagIn(part, 'clean_text', true);
  const apart = flagIn(part, 'handle_chinese_chars', true);
  return (text) => {
    let value = text;
    if (clean) value = value.replace(CONTROL, '').replace(SPACE, ' ');
    if (apart) value = value.replace(IDEOGRAPH, ' $& ');
    if (strip) value = value.normalize('NFD').replace(/\p{Mn}/gu, '');
    return lower ? lowerCase(value) : value;
  };
}
