import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeJt808Authentication,
  decodeJt808Batch,
  decodeJt808Location,
  encodeJt808Batch,
  encodeJt808Location,
  JT808,
  jt808Acknowledgement,
  jt808RegisterAnswer,
} from './jt808';
import { createJt808Splitter, decodeJt808Frame, encodeJt808Frame, type Jt808Frame } from './jt808_frame';

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(hex.replaceAll(' ', '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const decodedOf = (hex: string): Jt808Frame => {
  const [frame] = createJt808Splitter().push(bytesOf(hex));
  const decoded = decodeJt808Frame(frame ?? new Uint8Array());
  if (!decoded.ok) throw new Error(`no frame: ${decoded.fault}`);
  return decoded.frame;
};

// The escape example of the standard's own text (JT/T 808, 4.4.2: 0x30 0x7e 0x08 0x7d 0x55), as a body.
test('flag and escape bytes travel as the standard writes them', () => {
  const bytes = encodeJt808Frame({
    messageId: 0x0900,
    edition: '2013',
    terminal: '1',
    serial: 0,
    part: undefined,
    body: Uint8Array.of(0x30, 0x7e, 0x08, 0x7d, 0x55),
  });
  expect(hexOf(bytes)).toContain('307d02087d0155');
  expect(hexOf(decodedOf(hexOf(bytes)).body)).toBe('307e087d55');
});

// Published sample of the open implementation SmallChi/JT808: its serial 0x007e and its oil reading 0x7d have to be escaped.
const SAMPLE_0200 = '7E02000026123456789012007D02000000010000000200BA7F0E07E4F11C0028003C00001810151010100104000000640202007D01137E';

test('a published position report of 2013 reads as its authors say', () => {
  const frame = decodedOf(SAMPLE_0200);
  expect(frame).toMatchObject({ messageId: JT808.location, edition: '2013', terminal: '123456789012', serial: 0x7e, part: undefined });
  expect(frame.body.length).toBe(38);
  expect(decodeJt808Location(frame.body)).toEqual({
    instantMs: Date.parse('2018-10-15T10:10:10+08:00'),
    position: [132.444444, 12.222222],
  });
  expect(hexOf(encodeJt808Frame(frame))).toBe(SAMPLE_0200.toLowerCase());
});

// Published sample of the open implementation makeclan/xtream-codec: edition 2019, two reports.
test('a published batch of 2019 reads as its authors say', () => {
  const frame = decodedOf(
    '7e0704403f01000000000139123443290000000200001c000000010000000101d907f2073d336c029a00210059241029213903001c000000010000000101d907f3073d336d03090043005a241029213903f87e',
  );
  expect(frame).toMatchObject({ messageId: JT808.batch, edition: '2019', terminal: '00000000013912344329', serial: 0 });
  const reports = decodeJt808Batch(frame.body);
  // Status 1 has no "located" bit: the terminal says itself that these are not positions.
  expect(reports).toEqual([
    { instantMs: Date.parse('2024-10-29T21:39:03+08:00'), position: undefined },
    { instantMs: Date.parse('2024-10-29T21:39:03+08:00'), position: undefined },
  ]);
  const located = frame.body.slice();
  located[12] = 3;
  expect(decodeJt808Batch(located)?.[0]?.position).toEqual([121.451372, 31.000562]);
});

// Published samples: makeclan/xtream-codec for the acknowledgement, Jundayw/JTT808 for registration and its answer.
test('answers are byte for byte what published implementations send', () => {
  const acknowledgement = jt808Acknowledgement({ serial: 123, messageId: JT808.location }, 0);
  const header = { edition: '2013', part: undefined } as const;
  expect(
    hexOf(encodeJt808Frame({ ...header, messageId: JT808.acknowledgement, terminal: '013912344323', serial: 0, body: acknowledgement })),
  ).toBe('7e800100050139123443230000007b020000837e');
  const answer = jt808RegisterAnswer(0xb8, 0, '1234567890');
  expect(
    hexOf(encodeJt808Frame({ ...header, messageId: JT808.registerAnswer, terminal: '012345678912', serial: 0x4b30, body: answer })),
  ).toBe('7e8100000d0123456789124b3000b80031323334353637383930d57e');
});

test('a published registration and authentication read as what they are', () => {
  const registration = decodedOf(
    '7E0100002D000123456789000A002800323132333430736D616C6C6368693132333030303030303030304348493132333001D4C1413132333435BA7E',
  );
  expect(registration).toMatchObject({ messageId: JT808.register, terminal: '000123456789', serial: 10 });
  const authentication = decodedOf('7E0102000C0419057686790000303134333035333830353434937E');
  expect(decodeJt808Authentication(authentication)).toEqual({ token: '014305380544' });
});

test('an authentication of 2019 gives its code without the numbers behind it', () => {
  const body = Uint8Array.of(4, ...new TextEncoder().encode('abcd'), ...new Uint8Array(35).fill(0x31));
  const frame: Jt808Frame = {
    messageId: JT808.authenticate,
    edition: '2019',
    terminal: '1'.padStart(20, '0'),
    serial: 1,
    part: undefined,
    body,
  };
  expect(decodeJt808Authentication(frame)).toEqual({ token: 'abcd' });
  expect(decodeJt808Authentication({ ...frame, body: Uint8Array.of(200, 1, 2) })).toBeUndefined();
});

const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((list) => list.join(''));
const frames: fc.Arbitrary<Jt808Frame> = fc.boolean().chain((is2019) =>
  fc.record({
    messageId: fc.integer({ min: 0, max: 0xffff }),
    edition: fc.constant(is2019 ? ('2019' as const) : ('2013' as const)),
    terminal: digits(is2019 ? 20 : 12),
    serial: fc.integer({ min: 0, max: 0xffff }),
    part: fc.option(
      fc.tuple(fc.integer({ min: 1, max: 0xffff }), fc.nat()).map(([total, n]) => ({ total, number: 1 + (n % total) })),
      { nil: undefined },
    ),
    body: fc.uint8Array({ maxLength: 1023 }),
  }),
);

test('every frame comes back as it was sent, however the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(frames, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 40 }), (sent, piece) => {
      const stream = sent.flatMap((frame) => [...encodeJt808Frame(frame)]);
      const splitter = createJt808Splitter();
      const received: Jt808Frame[] = [];
      for (let at = 0; at < stream.length; at += piece) {
        for (const bytes of splitter.push(Uint8Array.from(stream.slice(at, at + piece)))) {
          const decoded = decodeJt808Frame(bytes);
          if (decoded.ok) received.push(decoded.frame);
        }
      }
      expect(received).toEqual(sent);
    }),
    { numRuns: 300 },
  );
});

test('every position and second comes back as it was sent', () => {
  const millionths = (limit: number) => fc.integer({ min: -limit * 1_000_000, max: limit * 1_000_000 }).map((value) => value / 1_000_000);
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(millionths(180), millionths(90), fc.integer({ min: Date.UTC(2000, 0, 2) / 1000, max: Date.UTC(2099, 11, 31) / 1000 })),
        {
          maxLength: 30,
        },
      ),
      (fixes) => {
        const sent = fixes.map(([lng, lat, second]) => ({ instantMs: second * 1000, position: [lng, lat] as const }));
        const read = decodeJt808Batch(encodeJt808Batch(sent.map(encodeJt808Location)));
        expect(read?.map((location) => [location?.instantMs, ...(location?.position ?? [])])).toEqual(
          sent.map(({ instantMs, position }) => [instantMs, position[0] + 0, position[1] + 0]),
        );
      },
    ),
    { numRuns: 300 },
  );
});

test('no bytes whatever make the decoder throw, hang or believe a broken checksum', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), (noise) => {
      for (const bytes of createJt808Splitter().push(Uint8Array.of(0x7e, ...noise, 0x7e))) {
        decodeJt808Frame(bytes);
        decodeJt808Location(bytes);
        decodeJt808Batch(bytes);
      }
    }),
    { numRuns: 2000 },
  );
  // One damaged bit anywhere between the flags of a real report is found, or cuts the frame.
  const sample = bytesOf(SAMPLE_0200);
  for (let bit = 8; bit < (sample.length - 1) * 8; bit++) {
    const damaged = sample.slice();
    damaged[bit >> 3] ^= 1 << (bit & 7);
    const read = createJt808Splitter()
      .push(damaged)
      .map((bytes) => decodeJt808Frame(bytes));
    expect(
      read.some((one) => one.ok),
      `bit ${bit}`,
    ).toBe(false);
  }
});

test('a stream without flags is dropped instead of being held', () => {
  const splitter = createJt808Splitter();
  expect(splitter.push(new Uint8Array(1_000_000).fill(0x55))).toEqual([]);
  expect(splitter.droppedBytes).toBeGreaterThan(990_000);
});
