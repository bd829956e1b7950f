import type { MotionReel } from '@troupe/client-sdk/protocol';
import type { GalleryView } from '@troupe/client-sdk/three';
import type { GalleryList } from './reel-source.ts';

/** What tests and the contact sheet may see and ask of the gallery. */
export interface GalleryProbe {
  readonly view: GalleryView;
  readonly list: () => GalleryList | undefined;
  readonly reel: () => MotionReel | undefined;
  readonly timeS: () => number;
  /** Settles when the reel is there and the body is loaded. */
  readonly show: (kind: 'style' | 'action', name: string, body: string) => Promise<void>;
  /** Shows a reel that was made elsewhere (encodeReel) on a body. */
  readonly give: (bytes: Uint8Array, body: string) => Promise<void>;
  /** Stops at a time, draws, and gives the picture as a data URL. */
  readonly shoot: (timeS: number, width: number, height: number) => string;
}

declare global {
  interface Window {
    __gallery?: GalleryProbe;
  }
}
