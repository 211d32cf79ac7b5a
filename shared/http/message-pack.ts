import { isUtf8 } from 'node:buffer';
import { DecodeError, Decoder, encode } from '@msgpack/msgpack';
import { ApiError } from '../contract/errors.ts';
import { maxDepth, maxValues, tooDeep, tooMany } from './validation.ts';

const malformed = (problem: string) => new ApiError('MALFORMED_BODY', `The body ${problem}.`);
const incomplete = () => malformed('is not valid MessagePack');

/** Bytes after a head that stands for itself. */
const scalars = new Map([
  ...[0xc0, 0xc2, 0xc3].map((head) => [head, 0] as const),
  ...[0xcc, 0xd0].map((head) => [head, 1] as const),
  ...[0xcd, 0xd1].map((head) => [head, 2] as const),
  ...[0xca, 0xce, 0xd2].map((head) => [head, 4] as const),
  ...[0xcb, 0xcf, 0xd3].map((head) => [head, 8] as const),
]);

type Kind = 'text' | 'array' | 'map';

/** Heads that are followed by a size of so many bytes. */
const sized = new Map<number, { kind: Kind; width: number }>([
  ...[0xd9, 0xda, 0xdb].map((head, index) => [head, { kind: 'text', width: 2 ** index }] as const),
  ...[0xdc, 0xdd].map((head, index) => [head, { kind: 'array', width: 2 * (index + 1) }] as const),
  ...[0xde, 0xdf].map((head, index) => [head, { kind: 'map', width: 2 * (index + 1) }] as const),
]);

/** What begins at a place: where it goes on, and how many values are inside. */
function headAt(bytes: Buffer, at: number): { next: number; inside: number } {
  const head = bytes.readUInt8(at);
  const next = at + 1;
  const scalar = head < 0x80 || head >= 0xe0 ? 0 : scalars.get(head);
  if (scalar !== undefined) return { next: next + scalar, inside: 0 };
  if (head < 0x90) return container(bytes, next, 'map', head - 0x80);
  if (head < 0xa0) return container(bytes, next, 'array', head - 0x90);
  if (head < 0xc0) return container(bytes, next, 'text', head - 0xa0);
  const long = sized.get(head);
  if (head === 0xc1) throw incomplete();
  if (!long) throw malformed('has binary or extension values, which JSON has not: send text and numbers');
  return container(bytes, next + long.width, long.kind, bytes.readUIntBE(next, long.width));
}

function container(bytes: Buffer, next: number, kind: Kind, size: number): { next: number; inside: number } {
  if (kind !== 'text') return { next, inside: kind === 'map' ? 2 * size : size };
  const end = next + size;
  if (end > bytes.length) throw incomplete();
  if (!isUtf8(bytes.subarray(next, end))) throw malformed('is not UTF-8');
  return { next: end, inside: 0 };
}

/**
 * Walks over the heads alone. The decoder makes room for as many values as a head claims, so a few bytes could ask for
 * gigabytes; after this, all claims together are within our bounds.
 */
function checkHeads(bytes: Buffer): void {
  const open = [1];
  for (let at = 0, claimed = 0; open.length > 0; ) {
    const left = open.pop() as number;
    if (left === 0) continue;
    open.push(left - 1);
    const { next, inside } = headAt(bytes, at);
    at = next;
    claimed += inside;
    if (claimed > 2 * maxValues) throw tooMany();
    if (inside > 0) open.push(inside);
    if (open.length > maxDepth + 1) throw tooDeep();
  }
}

/** The keys that reach prototypes, as the parser of JSON bodies refuses them. */
function keyOf(key: unknown): string {
  if (typeof key !== 'string') throw malformed('has a key that is no text');
  if (key === '__proto__') throw malformed('has a key that is never accepted');
  return key;
}

const decoder = new Decoder({ mapKeyConverter: keyOf });

/**
 * Reads a MessagePack body of what JSON can say as well.
 * @throws MALFORMED_BODY, PAYLOAD_TOO_LARGE
 */
export function decodeMessagePack(bytes: Buffer): unknown {
  try {
    checkHeads(bytes);
    return decoder.decode(bytes);
  } catch (error) {
    if (error instanceof RangeError || error instanceof DecodeError) throw incomplete();
    throw error;
  }
}

/** The same as JSON would say: what is undefined is left out. */
export function encodeMessagePack(value: unknown): Buffer {
  const bytes = encode(value, { ignoreUndefined: true });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
