import type { Path } from '../change/change.ts';

export { isAsset } from './locate.ts';

/** The bytes of one file that decides what an agent does, as git stores it. Everything in it is foreign. */
export type AssetFile = {
  readonly path: Path;
  /** Octal mode as git prints it; `120000` holds the link's target as its bytes, never the target's content. */
  readonly mode: string;
  readonly bytes: Uint8Array;
  /** Size in bytes as git knows it; larger than `bytes.length` when the file was over the read limit. */
  readonly size: number;
};
