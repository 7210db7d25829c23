// Prices of hosts of plain files, in US dollars, for visitors in Europe and North America. They change: look them up again.

/** Bytes stored all month, bytes sent to visitors, and their requests. */
export interface Month {
  stored: number;
  sent: number;
  requests: number;
}

export interface Host {
  name: string;
  price(month: Month): number;
  /** Each month, of an account that has nothing else. */
  free: Month;
  /** Pages that say so, and when they did. */
  source: string;
}

const GB = 1e9;
const TB = 1e12;
const MILLION = 1e6;

export const HOSTS: readonly Host[] = [
  {
    name: 'Cloudflare R2',
    price: ({ stored, requests }) => (stored / GB) * 0.015 + (requests / MILLION) * 0.36,
    free: { stored: 10 * GB, sent: 0, requests: 10 * MILLION },
    source:
      'https://developers.cloudflare.com/r2/pricing/, read 2026-11-29: $.015 a GB and month, $.36 a million reads, nothing for what is sent',
  },
  {
    name: 'Amazon S3 and CloudFront',
    price: ({ stored, sent, requests }) =>
      (stored / GB) * 0.023 + tiered(sent, CLOUDFRONT) + (requests / MILLION) * 1.2,
    free: { stored: 0, sent: TB, requests: 10 * MILLION },
    source:
      'https://aws.amazon.com/cloudfront/pricing/, read 2026-11-29: $.085 a GB sent, less beyond 10 TB; $1.20 a million requests from Europe and $.023 a GB and month, which scripts fill in there, as reported from its price list in October and May 2026',
  },
  {
    name: 'Bunny CDN, what is sent alone',
    price: ({ sent }) => (sent / GB) * 0.01,
    free: { stored: 0, sent: 0, requests: 0 },
    source:
      'https://docs.bunny.net/cdn/pricing, read 2026-11-29: $.01 a GB sent; the files lie in its storage or elsewhere, which is not counted',
  },
];

/** Dollars a GB up to so many bytes, and from there on. */
const CLOUDFRONT = [
  { upTo: 10 * TB, dollars: 0.085 },
  { upTo: 50 * TB, dollars: 0.08 },
  { upTo: 150 * TB, dollars: 0.06 },
  { upTo: 500 * TB, dollars: 0.04 },
  { upTo: Number.POSITIVE_INFINITY, dollars: 0.03 },
] as const;

function tiered(bytes: number, tiers: typeof CLOUDFRONT): number {
  let total = 0;
  let from = 0;
  for (const { upTo, dollars } of tiers) {
    total += (Math.max(0, Math.min(bytes, upTo) - from) / GB) * dollars;
    from = upTo;
  }
  return total;
}
