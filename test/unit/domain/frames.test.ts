import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChannelMessage } from '../../../shared/contract/realtime.ts';
import { fitted, framesOf, mergedTexts, socketTexts } from '../../../shared/domain/frames.ts';

const kib = 1024;
const gatewayLimit = 128 * kib;
const itemLimit = 400 * kib;
const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

function message(seq: number, text = ''): ChannelMessage {
  return {
    ...{ type: 'task.updated', id: `task:t@${seq}`, channel: 'project:SWA', seq },
    ...{ createdAt: '2025-08-29T10:00:00.000Z', data: { taskId: 't', projectId: 'SWA', revision: seq, text } },
  };
}

/** Texts of very different sizes, of one to four bytes a character. */
const texts = fc.array(
  fc.record({
    unit: fc.constantFrom('a', 'é', '影', '🎬', '"'),
    length: fc.oneof(fc.nat(200), fc.nat(20_000), fc.constantFrom(61_000, 61_440)),
  }),
  { maxLength: 130 },
);
const messagesOf = (parts: { unit: string; length: number }[]) =>
  parts.map(({ unit, length }, index) => fitted(message(index + 1, unit.repeat(length / Buffer.byteLength(unit)))));

describe('a message', () => {
  it('goes as it is while a socket takes it', () => {
    const small = message(1, 'a'.repeat(100 * kib));
    expect(fitted(small)).toBe(small);
  });

  it('becomes a pointer when it is too large, in bytes', () => {
    const large = fitted(message(7, '影'.repeat(50 * kib)));
    expect(large).toMatchObject({ type: 'task.updated', id: 'task:t@7', seq: 7 });
    expect(large.data).toEqual({ taskId: 't', projectId: 'SWA', revision: 7, tooLarge: true });
    expect(fitted({ data: { projectId: 'SWA', text: 'a'.repeat(gatewayLimit) } }).data).toEqual({
      ...{ projectId: 'SWA', tooLarge: true },
    });
  });
});

describe('frames', () => {
  it('keep every entry in its order, within an item and a transaction', () => {
    fc.assert(
      fc.property(texts, (parts) => {
        const entries = messagesOf(parts).map((one) => ({ message: one }));
        const frames = framesOf(entries);
        expect(frames.flat()).toEqual(entries);
        for (const frame of frames) {
          expect(frame.length).toBeGreaterThan(0);
          expect(frame.length).toBeLessThanOrEqual(90);
          expect(bytesOf(frame.map((entry) => entry.message))).toBeLessThan(itemLimit - 64 * kib);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('are as few as the limits allow', () => {
    const entries = Array.from({ length: 181 }, (_, index) => ({ message: message(index + 1) }));
    expect(framesOf(entries).map((frame) => frame.length)).toEqual([90, 90, 1]);
    expect(framesOf([])).toEqual([]);
  });
});

describe('texts for sockets', () => {
  it('hold every message in its order, within the limit of the gateway', () => {
    fc.assert(
      fc.property(texts, (parts) => {
        const messages = messagesOf(parts);
        const sent = socketTexts('project:SWA', messages);
        const received = sent.flatMap((text) => {
          expect(Buffer.byteLength(text)).toBeLessThanOrEqual(gatewayLimit);
          const parsed = JSON.parse(text);
          return parsed.type === 'frame' ? parsed.messages : [parsed];
        });
        expect(received).toEqual(messages);
      }),
      { numRuns: 40 },
    );
  });

  it('are the message itself when it is alone, and a frame of the channel otherwise', () => {
    const [one, two] = [message(1), message(2)];
    expect(socketTexts('project:SWA', [one]).map((text) => JSON.parse(text))).toEqual([one]);
    expect(socketTexts('project:SWA', [one, two]).map((text) => JSON.parse(text))).toEqual([
      { type: 'frame', channel: 'project:SWA', messages: [one, two] },
    ]);
    expect(socketTexts('project:SWA', [])).toEqual([]);
  });
});

describe('texts of one channel', () => {
  const seqsOf = (merged: readonly string[]) =>
    merged.flatMap((text) => {
      const parsed = JSON.parse(text) as ChannelMessage | { messages: ChannelMessage[] };
      return ('messages' in parsed ? parsed.messages : [parsed]).map(({ seq }) => seq);
    });

  it('are one, with each message once and in order', () => {
    const frames = [[5, 6], [1], [3, 4], [2], [3, 4]].flatMap((seqs) =>
      socketTexts(
        'project:SWA',
        seqs.map((seq) => message(seq)),
      ),
    );
    const merged = mergedTexts('project:SWA', frames);
    expect(merged).toHaveLength(1);
    expect(seqsOf(merged)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('are as many as a socket takes them in', () => {
    const frames = [3, 1, 2].flatMap((seq) => socketTexts('project:SWA', [message(seq, 'a'.repeat(50 * kib))]));
    const merged = mergedTexts('project:SWA', frames);
    expect(merged).toHaveLength(2);
    expect(seqsOf(merged)).toEqual([1, 2, 3]);
    for (const text of merged) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(gatewayLimit);
  });

  it('alone stay as they are', () => {
    expect(mergedTexts('project:SWA', ['as it is'])).toEqual(['as it is']);
  });
});
