import { FACE_COUNT } from '@troupe/avatars/face';
import { JOINT_COUNT } from '@troupe/avatars/skeleton';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeArtDmx, encodeArtDmx } from './artnet.ts';
import { createMidiParser } from './midi-stream.ts';
import { createTimecodeReader, encodeQuarterFrames } from './midi-timecode.ts';
import {
  decodeOsc,
  encodeOscBundle,
  encodeOscMessage,
  IMMEDIATELY,
  type OscArg,
  timeTagOfUnixMs,
  unixMsOfTimeTag,
} from './osc.ts';
import { matchOsc } from './osc-pattern.ts';
import { decodeSacn, encodeSacn, sacnGroup } from './sacn.ts';
import { readShowControl } from './show-control.ts';
import {
  formatTimecode,
  isTimecode,
  parseTimecode,
  secondsOfTimecode,
  TIMECODE_RATES,
  type Timecode,
  timecodeOfSeconds,
} from './timecode.ts';
import { encodeVmc, UNITY_BONES } from './vmc.ts';
import { webhookHeaders, webhookKey } from './webhook-sign.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));

describe('OSC 1.0', () => {
  // Both examples stand in the specification, byte by byte.
  const EXAMPLES = [
    {
      address: '/oscillator/4/frequency',
      args: [['f', 440]] as OscArg[],
      golden: '2f6f7363696c6c61746f722f342f6672657175656e637900 2c660000 43dc0000',
    },
    {
      address: '/foo',
      args: [
        ['i', 1000],
        ['i', -1],
        ['s', 'hello'],
        ['f', 1.234],
        ['f', 5.678],
      ] as OscArg[],
      golden: '2f666f6f00000000 2c69697366660000 000003e8 ffffffff 68656c6c6f000000 3f9df3b6 40b5b22d',
    },
  ];
  test.each(EXAMPLES)('$address is written and read as in the specification', ({ address, args, golden }) => {
    expect(hex(encodeOscMessage({ address, args }))).toBe(hex(bytes(golden)));
    const read = decodeOsc(bytes(golden));
    expect(read).toMatchObject([{ address, timeTag: IMMEDIATELY }]);
    if (typeof read === 'string') throw new Error(read);
    read[0].args.forEach(([tag, value], i) => {
      expect(tag).toBe(args[i][0]);
      if (tag === 'f') expect(value).toBeCloseTo(args[i][1] as number, 5);
      else expect(value).toBe(args[i][1]);
    });
  });
  test('a bundle has its name, its time and the size of each element before it', () => {
    const tag = timeTagOfUnixMs(0);
    const bundle = encodeOscBundle([encodeOscMessage({ address: '/a', args: [] })], tag);
    expect(hex(bundle)).toBe(hex(bytes('2362756e646c6500 83aa7e8000000000 00000008 2f610000 2c000000')));
    expect(decodeOsc(bundle)).toEqual([{ address: '/a', args: [], timeTag: tag }]);
    expect(decodeOsc(encodeOscBundle([bundle], IMMEDIATELY))).toMatchObject([{ timeTag: tag }]);
  });
  test('time tags are NTP times', () => {
    for (const ms of [0, 1_700_000_000_123, 1_764_230_400_999.5])
      expect(unixMsOfTimeTag(timeTagOfUnixMs(ms))).toBeCloseTo(ms, 2);
    expect(unixMsOfTimeTag(IMMEDIATELY)).toBe(0);
  });
  test('whatever arguments are written are read again', () => {
    const arg = fc.oneof(
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map((n): OscArg => ['i', n]),
      fc.double({ noNaN: true }).map((n): OscArg => ['d', n]),
      fc.string().map((s): OscArg => ['s', s.replaceAll('\0', '')]),
      fc.uint8Array({ maxLength: 9 }).map((b): OscArg => ['b', b]),
      fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map((n): OscArg => ['h', n]),
      fc.constantFrom<OscArg>(['T'], ['F'], ['N'], ['I']),
    );
    fc.assert(
      fc.property(fc.array(arg, { maxLength: 8 }), (args) => {
        expect(decodeOsc(encodeOscMessage({ address: '/x', args }))).toEqual([
          { address: '/x', args, timeTag: IMMEDIATELY },
        ]);
      }),
    );
  });
  test.each([
    ['', 'nothing'],
    ['2f610000 2c6900', 'no multiple of four'],
    ['41000000', 'no slash'],
    ['2f610000 2c690000', 'a missing argument'],
    ['2f610000 2c7a0000 00000000', 'a tag that nobody knows'],
    ['2f616161', 'an address without end'],
    ['2f610000 2c620000 7fffffff', 'a blob of 2 GiB'],
    ['2362756e646c6500 0000000000000001 7fffffff', 'an element of 2 GiB'],
    ['2362756e646c6500 00000000', 'a bundle cut off'],
  ])('refuses %s: %s', (packet) => {
    expect(decodeOsc(bytes(packet))).toBeTypeOf('string');
  });
  test('refuses bundles in bundles without end, and too many messages', () => {
    const one = encodeOscMessage({ address: '/a', args: [] });
    let deep = one;
    for (let i = 0; i < 6; i++) deep = encodeOscBundle([deep]);
    expect(decodeOsc(deep)).toMatch(/nested/);
    expect(decodeOsc(encodeOscBundle(Array(65).fill(one)))).toMatch(/more than 64/);
  });
  test.each([
    ['/troupe/{go,play}', '/troupe/go', true],
    ['/troupe/*', '/troupe/go', true],
    ['/*/go', '/troupe/go', true],
    ['/*', '/troupe/go', false],
    ['/troupe/g?', '/troupe/go', true],
    ['/troupe/[a-g]o', '/troupe/go', true],
    ['/troupe/[!a-g]o', '/troupe/go', false],
    ['/troupe/{stop', '/troupe/stop', false],
    [`/${'*'.repeat(60)}b`, `/${'a'.repeat(200)}`, false],
  ])('pattern %s on %s: %s', (pattern, address, fits) => {
    expect(matchOsc(pattern, address)).toBe(fits);
  });
});

describe('light', () => {
  const cid = Uint8Array.from({ length: 16 }, (_, i) => i);
  const frame = { cid, source: 'Troupe', priority: 100, sequence: 7, universe: 1, terminated: false };
  test('E1.31: a full universe has the lengths, flags and vectors of the standard', () => {
    const slots = new Uint8Array(512).fill(0x55);
    const packet = encodeSacn({ ...frame, slots });
    expect(packet.length).toBe(638);
    expect(hex(packet.subarray(0, 44))).toBe(
      hex(bytes(`0010 0000 4153432d45312e3137000000 726e 00000004 ${hex(cid)} 7258 00000002`)),
    );
    expect(hex(packet.subarray(44, 54))).toBe('54726f75706500000000');
    expect(hex(packet.subarray(108, 126))).toBe(
      hex(bytes('64 0000 07 00 0001 720b 02 a1 0000 0001 0201 00')),
    );
    expect(decodeSacn(packet)).toEqual({ ...frame, slots });
  });
  test('E1.31: the end of a stream is bit 6 of the options', () => {
    const packet = encodeSacn({ ...frame, terminated: true, slots: new Uint8Array(1) });
    expect(packet[112]).toBe(0x40);
    expect(packet.length).toBe(127);
    expect(decodeSacn(packet)).toMatchObject({ terminated: true });
    expect(sacnGroup(1)).toBe('239.255.0.1');
    expect(sacnGroup(63_999)).toBe('239.255.249.255');
  });
  test('Art-Net 4: ArtDmx as in the specification', () => {
    const packet = encodeArtDmx({ sequence: 3, universe: 0x1234, slots: Uint8Array.of(1, 2, 3) });
    expect(hex(packet)).toBe(hex(bytes('4172742d4e657400 0050 000e 03 00 34 12 0004 01020300')));
    expect(decodeArtDmx(packet)).toEqual({ sequence: 3, universe: 0x1234, slots: Uint8Array.of(1, 2, 3, 0) });
  });
});

describe('MIDI and timecode', () => {
  const at = (text: string, rate: Timecode['rate'] = 25): Timecode => {
    const timecode = parseTimecode(text, rate);
    if (typeof timecode === 'string') throw new Error(timecode);
    return timecode;
  };
  test('running status, real time between, and exclusive messages in pieces', () => {
    const parser = createMidiParser();
    const out = [
      ...parser.push(bytes('903c40 3e')),
      ...parser.push(bytes('f8 41 f07f')),
      ...parser.push(bytes('7ff7c005')),
    ];
    expect(out.map(hex)).toEqual(['903c40', 'f8', '903e41', 'f07f7ff7', 'c005']);
    expect(parser.stray).toBe(0);
    expect(parser.push(bytes('f7 01')).length).toBe(0);
  });
  test('quarter frames as in the MTC recommendation', () => {
    expect(encodeQuarterFrames(at('01:02:03:04')).map(hex)).toEqual(
      'f104 f110 f123 f130 f142 f150 f161 f172'.split(' '),
    );
  });
  test('eight quarter frames tell a time that is seven of them old; a missing one tells none', () => {
    const frames = encodeQuarterFrames(at('01:02:03:04'));
    const reader = createTimecodeReader();
    const told = frames.map((frame) => reader.take(frame));
    expect(told.slice(0, 7)).toEqual(Array(7).fill(undefined));
    expect(told[7]).toEqual({ seconds: 3723 + 4 / 25 + 7 / 100, rate: 25, jump: false });
    for (const [i, frame] of frames.entries()) if (i !== 3) expect(reader.take(frame)).toBeUndefined();
  });
  test('a full frame says where to be', () => {
    const reader = createTimecodeReader();
    expect(reader.take(bytes('f07f7f0101 21020304 f7'))).toEqual({ seconds: 3723.16, rate: 25, jump: true });
    expect(reader.take(bytes('f07f7f0101 38020304 f7'))).toBeUndefined();
  });
  test('drop-frame leaves out two numbers a minute but each tenth, and keeps step with the clock', () => {
    expect(parseTimecode('00:01:00;00', 30)).toBeTypeOf('string');
    expect(secondsOfTimecode(at('00:00:59;29'))).toBeCloseTo((1799 * 1001) / 30_000, 9);
    expect(secondsOfTimecode(at('00:01:00;02'))).toBeCloseTo((1800 * 1001) / 30_000, 9);
    expect(secondsOfTimecode(at('01:00:00;00'))).toBeCloseTo(3599.9964, 4);
    expect(formatTimecode(timecodeOfSeconds((1800 * 1001) / 30_000, 29.97))).toBe('00:01:00;02');
    expect(formatTimecode(timecodeOfSeconds((17_982 * 1001) / 30_000, 29.97))).toBe('00:10:00;00');
  });
  test('every time address goes to seconds and back', () => {
    const whole = (max: number) => fc.integer({ min: 0, max });
    const timecode = fc
      .record({
        hours: whole(23),
        minutes: whole(59),
        seconds: whole(59),
        frames: whole(29),
        rate: fc.constantFrom(...TIMECODE_RATES),
      })
      .filter(isTimecode);
    fc.assert(
      fc.property(timecode, (value) => {
        expect(timecodeOfSeconds(secondsOfTimecode(value), value.rate)).toEqual(value);
        expect(parseTimecode(formatTimecode(value), value.rate)).toEqual(value);
      }),
    );
  });
  test('Show Control: GO of a cue in a list, GO, and what is none', () => {
    expect(readShowControl(bytes('f07f 01 02 01 01 3132 2e35 00 33 f7'))).toEqual({
      device: 1,
      format: 1,
      command: 'go',
      cue: '12.5',
      list: '3',
      path: '',
    });
    expect(readShowControl(bytes('f07f7f027f01f7'))).toMatchObject({ command: 'go', cue: '' });
    expect(readShowControl(bytes('f07f7f027f04 0102030405 37 f7'))).toMatchObject({
      command: 'timedGo',
      cue: '7',
    });
    expect(readShowControl(bytes('f07f7f027f7ff7'))).toBeUndefined();
    expect(readShowControl(bytes('f07e7f0601f7'))).toBeUndefined();
  });
});

describe('webhooks', () => {
  test('are signed as the example of the standard', () => {
    const key = webhookKey('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
    const headers = webhookHeaders({ id, timestampS: 1_614_265_330, body: '{"test": 2432232314}' }, key);
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });
});

describe('VMC', () => {
  const identity = Float32Array.from({ length: JOINT_COUNT * 4 }, (_, i) => Number(i % 4 === 3));
  const pose = {
    hips: [1, 1, 2],
    joints: identity,
    face: new Float32Array(FACE_COUNT).fill(0.5),
    restOffsets: Array.from({ length: JOINT_COUNT * 3 }, (_, i) => (i % 3 === 0 ? 0.1 : 0)),
    root: { x: 1, y: 0, z: 2, yaw: 0 },
    timeS: 1.5,
  };
  const messagesOf = (faces: 'vrm1' | 'vrm0', changed: Partial<typeof pose> = {}) =>
    encodeVmc({ ...pose, ...changed }, faces).flatMap((packet) => {
      expect(packet.length).toBeLessThanOrEqual(1_400);
      const read = decodeOsc(packet);
      if (typeof read === 'string') throw new Error(read);
      return read;
    });
  const bone = (messages: ReturnType<typeof messagesOf>, name: string): number[] => {
    const found = messages.find(({ args }) => args[0]?.[1] === name)!;
    return found.args.slice(1).map(([, value]) => value as number);
  };
  test('sends root, every bone once, every expression, then applies them; X is turned round', () => {
    const messages = messagesOf('vrm1');
    const of = (address: string) => messages.filter((one) => one.address === `/VMC/Ext/${address}`);
    expect(of('Bone/Pos').map(({ args }) => args[0][1])).toEqual(UNITY_BONES);
    expect(of('Blend/Val').length).toBe(FACE_COUNT);
    expect(messages.at(-1)!.address).toBe('/VMC/Ext/Blend/Apply');
    expect(of('T')[0].args).toEqual([['f', 1.5]]);
    expect(of('Root/Pos')[0].args.slice(1, 4)).toEqual([
      ['f', -1],
      ['f', 0],
      ['f', 2],
    ]);
    expect(bone(messages, 'Hips').slice(0, 3)).toEqual([0, 1, 0]);
    expect(bone(messages, 'Spine')[0]).toBeCloseTo(-0.1, 6);
    expect(UNITY_BONES).toContain('LeftThumbIntermediate');
    expect(UNITY_BONES).not.toContain('LeftThumbMetacarpal');
  });
  test('hips are told relative to the root, whichever way the body faces', () => {
    const half = Math.SQRT1_2;
    // Facing +X: a quarter turn about +Y, hips 0.2 m before the root.
    const joints = Float32Array.from(identity);
    joints.set([0, half, 0, half]);
    const messages = messagesOf('vrm0', {
      joints,
      hips: [1.2, 1, 2],
      root: { x: 1, y: 0, z: 2, yaw: Math.PI / 2 },
    });
    const [x, y, z, qx, qy, qz, qw] = bone(messages, 'Hips');
    expect([x, y, z].map((value) => Math.round(value * 1e4) / 1e4 + 0)).toEqual([0, 1, 0.2]);
    expect([qx, qy, qz, qw].map((value) => Math.abs(Math.round(value * 1e4) / 1e4))).toEqual([0, 0, 0, 1]);
    expect(bone(messages, 'root')[4]).toBeCloseTo(-half, 5);
    expect(bone(messages, 'Joy')).toEqual([0.5]);
  });
});

describe('random bytes', () => {
  test('nothing that comes from outside breaks a reader, grows it, or is taken for what it is not', () => {
    const parser = createMidiParser();
    const reader = createTimecodeReader();
    const starts = ['2f', '2362756e646c6500', '00100000', '4172742d4e657400', 'f07f7f02', 'f07f7f0101', ''];
    const packet = fc
      .tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 700 }))
      .map(([start, rest]) => Uint8Array.from([...bytes(start), ...rest]));
    fc.assert(
      fc.property(packet, (noise) => {
        const osc = decodeOsc(noise);
        if (typeof osc !== 'string') expect(osc.length).toBeLessThanOrEqual(64);
        decodeSacn(noise);
        decodeArtDmx(noise);
        for (const message of parser.push(noise)) {
          expect(message.length).toBeLessThanOrEqual(1_025);
          expect(message[0]).toBeGreaterThanOrEqual(0x80);
          const news = reader.take(message);
          if (news) expect(news.seconds).toBeGreaterThanOrEqual(0);
          readShowControl(message);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
