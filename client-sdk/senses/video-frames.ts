import type { SenseDataInput } from '../protocol/index.ts';

export const VIDEO_FRAMES = {
  /** Files that are looked into, and how long they may last. */
  bytesMax: 64_000_000,
  secondsMax: 60,
  /** Frames taken of it, evenly spread, and their longer side, px. */
  framesMax: 8,
  sidePx: 512,
  quality: 0.8,
  /** Frames are sent no faster than this, ms. */
  everyMs: 600,
  /** Longest that a frame may take to be found, ms. */
  seekMs: 5_000,
} as const;

/** Takes frames of a video in this page: only they are sent, without sound. @throws Error that says what is wrong */
export async function videoFrames(file: File): Promise<SenseDataInput['video'][]> {
  const video = document.createElement('video');
  const url = URL.createObjectURL(file);
  video.muted = true;
  video.preload = 'auto';
  try {
    await event(video, 'loadeddata', () => {
      video.src = url;
    });
    const { duration, videoWidth, videoHeight } = video;
    if (!(duration > 0) || duration > VIDEO_FRAMES.secondsMax)
      throw new Error(`${Math.round(duration)} s; at most ${VIDEO_FRAMES.secondsMax} s are looked at`);
    const scale = Math.min(1, VIDEO_FRAMES.sidePx / Math.max(videoWidth, videoHeight));
    const canvas = new OffscreenCanvas(
      Math.max(1, Math.round(videoWidth * scale)),
      Math.max(1, Math.round(videoHeight * scale)),
    );
    const pen = canvas.getContext('2d')!;
    const count = Math.max(1, Math.min(VIDEO_FRAMES.framesMax, Math.ceil(duration * 2)));
    const frames: SenseDataInput['video'][] = [];
    for (let i = 0; i < count; i++) {
      const seconds = (duration * (i + 0.5)) / count;
      await event(video, 'seeked', () => {
        video.currentTime = seconds;
      });
      pen.drawImage(video, 0, 0, canvas.width, canvas.height);
      const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: VIDEO_FRAMES.quality });
      frames.push({
        mime: 'image/jpeg',
        width: canvas.width,
        height: canvas.height,
        base64: base64Of(new Uint8Array(await blob.arrayBuffer())),
        frameMs: Math.round(seconds * 1000),
      });
    }
    return frames;
  } finally {
    video.removeAttribute('src');
    video.load();
    URL.revokeObjectURL(url);
  }
}

/** Bytes as base64 text. */
export function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 8_192) text += String.fromCharCode(...bytes.subarray(i, i + 8_192));
  return btoa(text);
}

function event(video: HTMLVideoElement, name: string, act: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (end: () => void): void => {
      clearTimeout(timer);
      video.removeEventListener(name, good);
      video.removeEventListener('error', bad);
      end();
    };
    const good = (): void => done(resolve);
    const bad = (): void => done(() => reject(new Error('the video cannot be read by this browser')));
    const timer = setTimeout(
      () => done(() => reject(new Error('the video takes too long to be read'))),
      VIDEO_FRAMES.seekMs,
    );
    video.addEventListener(name, good);
    video.addEventListener('error', bad);
    act();
  });
}
