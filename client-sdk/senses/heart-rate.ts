import { SENSE_SIZES } from '@troupe/client-sdk/protocol';
import type { StageClient } from '../connect/index.ts';
import { SenseTrouble, troubleOf } from './sense-trouble.ts';

/** Bluetooth SIG: heart rate service and its measurement. */
const SERVICE = 0x180d;
const MEASUREMENT = 0x2a37;
/** Sent at most this often, ms. */
const EVERY_MS = 1_000;

/** One measurement: beats a minute, the times between beats (ms), and whether the belt touches skin (undefined: it cannot tell). */
export interface HeartRate {
  readonly bpm: number;
  readonly rrMs: readonly number[];
  readonly contact?: boolean;
}

/** Reads a heart rate measurement (Bluetooth 0x2A37); undefined when it is cut. */
export function readHeartRate(view: DataView): HeartRate | undefined {
  if (view.byteLength < 2) return undefined;
  const flags = view.getUint8(0);
  const wide = (flags & 1) !== 0;
  let at = wide ? 3 : 2;
  if (view.byteLength < at) return undefined;
  const bpm = wide ? view.getUint16(1, true) : view.getUint8(1);
  if ((flags & 8) !== 0) at += 2;
  const rrMs: number[] = [];
  if ((flags & 16) !== 0)
    for (; at + 1 < view.byteLength; at += 2) rrMs.push(Math.round((view.getUint16(at, true) * 1000) / 1024));
  // The contact bit means something only where the belt says that it can tell.
  return { bpm, rrMs, ...((flags & 4) !== 0 ? { contact: (flags & 2) !== 0 } : {}) };
}

interface Characteristic extends EventTarget {
  readonly value?: DataView;
  startNotifications(): Promise<unknown>;
}
interface Bluetooth {
  requestDevice(options: object): Promise<{
    readonly gatt?: {
      connect(): Promise<{
        getPrimaryService(id: number): Promise<{ getCharacteristic(id: number): Promise<Characteristic> }>;
      }>;
      disconnect(): void;
    };
  }>;
}

/**
 * Connects a heart rate belt by Web Bluetooth and sends what it measures. Call it from a click. Returns how to stop.
 *
 * @throws SenseTrouble when the browser has no Bluetooth, or the person chose no device
 */
export async function heartRate(
  client: Pick<StageClient, 'sense'>,
  onBeat: (beat: HeartRate) => void = () => {},
  bluetooth = (navigator as unknown as { bluetooth?: Bluetooth }).bluetooth,
): Promise<() => void> {
  if (!bluetooth)
    throw new SenseTrouble(
      'unsupported',
      'this browser has no Web Bluetooth; Chrome and Edge have, over https or on localhost',
    );
  const { device, characteristic } = await connect(bluetooth).catch((error: Error) => {
    throw troubleOf('the heart rate belt', error);
  });
  let sentMs = Number.NEGATIVE_INFINITY;
  let beats: number[] = [];
  const take = (): void => {
    const beat = characteristic.value && readHeartRate(characteristic.value);
    if (!beat) return;
    onBeat(beat);
    // Off the skin a belt goes on counting, but not a heart.
    if (beat.contact === false) return;
    beats.push(...beat.rrMs);
    const nowMs = performance.now();
    if (nowMs - sentMs < EVERY_MS) return;
    sentMs = nowMs;
    void client.sense('bio', { kind: 'heartRate', unit: 'bpm', rateHz: 1, samples: [beat.bpm] });
    if (beats.length > 0) {
      const samples = beats.slice(-SENSE_SIZES.samplesMax);
      void client.sense('bio', { kind: 'rr', unit: 'ms', rateHz: 0, samples });
    }
    beats = [];
  };
  characteristic.addEventListener('characteristicvaluechanged', take);
  await characteristic.startNotifications();
  return () => {
    characteristic.removeEventListener('characteristicvaluechanged', take);
    device.gatt?.disconnect();
  };
}

async function connect(bluetooth: Bluetooth) {
  const device = await bluetooth.requestDevice({ filters: [{ services: [SERVICE] }] });
  const server = await device.gatt?.connect();
  if (!server) throw new Error('it cannot be connected');
  const characteristic = await (await server.getPrimaryService(SERVICE)).getCharacteristic(MEASUREMENT);
  return { device, characteristic };
}
