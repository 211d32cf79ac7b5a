import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import Negotiator from 'negotiator';
import { header, type WithHeaders } from './request.ts';

/** What fits into a packet or two arrives no sooner for being smaller. */
const worthBytes = 2_048;

/** Better ones take many times as long for a few percent. */
const brotliQuality = 4;

const brotli = promisify(brotliCompress);
const compressors = {
  br: (bytes: Buffer) =>
    brotli(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  gzip: promisify<Buffer, Buffer>(gzip),
};
type Coding = keyof typeof compressors;

/** The types of the package do not know the second argument yet. */
interface Encodings {
  encoding(available: readonly string[], options: { preferred: readonly string[] }): string | undefined;
}

function codingFor(event: WithHeaders): Coding | undefined {
  const accepted = header(event, 'accept-encoding');
  if (!accepted) return undefined;
  const negotiator = new Negotiator({ headers: { 'accept-encoding': accepted } }) as Encodings;
  const coding = negotiator.encoding(['br', 'gzip', 'identity'], { preferred: ['br', 'gzip'] });
  return coding === 'br' || coding === 'gzip' ? coding : undefined;
}

/** A body as a function gives it to its gateway: text, or bytes in base64. */
interface Encoded {
  encoding?: Coding;
  body: string;
  isBase64Encoded: boolean;
}

/** Compresses a body where the client takes it (RFC 9110 §12.5.3) and it is worth it. */
export async function encoded(event: WithHeaders, content: string | Buffer): Promise<Encoded> {
  const coding = Buffer.byteLength(content) < worthBytes ? undefined : codingFor(event);
  if (coding === undefined && typeof content === 'string') return { body: content, isBase64Encoded: false };
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const compressed = coding ? await compressors[coding](bytes) : bytes;
  return { ...(coding && { encoding: coding }), body: compressed.toString('base64'), isBase64Encoded: true };
}
