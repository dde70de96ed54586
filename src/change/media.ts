import type { Path } from './change.ts';

/**
 * Whether binary content is passive media: an image, a font, audio or video, by signature and by the name that
 * says the same. Both must agree, because a file can be a valid image and a valid script at once, and what runs it
 * looks at the name. SVG and PDF are not passive.
 */
export function isPassiveMedia(path: Path, start: Uint8Array, size: number): boolean {
  const extension = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  return KINDS.some((kind) => kind.extensions.includes(extension) && kind.matches(start, size));
}

type Kind = {
  readonly extensions: readonly string[];
  readonly matches: (start: Uint8Array, size: number) => boolean;
};

const KINDS: readonly Kind[] = [
  { extensions: ['png', 'apng'], matches: (start) => has(start, 0, '\x89PNG\r\n\x1a\n') },
  { extensions: ['jpg', 'jpeg', 'jfif'], matches: (start) => has(start, 0, '\xff\xd8\xff') },
  { extensions: ['gif'], matches: (start) => has(start, 0, 'GIF87a') || has(start, 0, 'GIF89a') },
  { extensions: ['webp'], matches: (start) => has(start, 0, 'RIFF') && has(start, 8, 'WEBP') },
  { extensions: ['avif'], matches: (start) => has(start, 4, 'ftypavif') || has(start, 4, 'ftypavis') },
  {
    extensions: ['ico'],
    matches: (start) => has(start, 0, '\0\0\x01\0') && start[4] !== 0 && start[9] === 0,
  },
  { extensions: ['bmp'], matches: (start, size) => has(start, 0, 'BM') && numberAt(start, 2) === size },
  { extensions: ['woff'], matches: (start, size) => has(start, 0, 'wOFF') && bigNumberAt(start, 8) === size },
  {
    extensions: ['woff2'],
    matches: (start, size) => has(start, 0, 'wOF2') && bigNumberAt(start, 8) === size,
  },
  { extensions: ['ttf'], matches: (start) => has(start, 0, '\0\x01\0\0\0') || has(start, 0, 'true\0') },
  { extensions: ['otf'], matches: (start) => has(start, 0, 'OTTO\0') },
  { extensions: ['mp3'], matches: (start) => has(start, 0, 'ID3') || isMpegFrame(start) },
  { extensions: ['mp4', 'm4a', 'm4v', 'mov'], matches: (start) => has(start, 4, 'ftyp') },
  { extensions: ['ogg', 'oga', 'ogv', 'opus'], matches: (start) => has(start, 0, 'OggS\0') },
  { extensions: ['webm'], matches: (start) => has(start, 0, '\x1aE\xdf\xa3') },
  { extensions: ['wav'], matches: (start) => has(start, 0, 'RIFF') && has(start, 8, 'WAVE') },
];

function has(start: Uint8Array, at: number, signature: string): boolean {
  for (let index = 0; index < signature.length; index += 1)
    if (start[at + index] !== signature.charCodeAt(index)) return false;
  return true;
}

/** Eleven set bits, then a version and layer that exist. */
function isMpegFrame(start: Uint8Array): boolean {
  const second = start[1] ?? 0;
  return start[0] === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) !== 0 && (second & 0x18) !== 0x08;
}

function numberAt(start: Uint8Array, at: number): number {
  return bigNumberAt(start.slice(at, at + 4).reverse(), 0);
}

function bigNumberAt(start: Uint8Array, at: number): number {
  return start.subarray(at, at + 4).reduce((sum, byte) => sum * 256 + byte, 0);
}
