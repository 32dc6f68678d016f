import type { Readable } from 'node:stream'

/** Bytes `start`…`end` of a blob, both included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** A blob as a listing names it. */
export interface BlobEntry {
  readonly name: string
  readonly size: number
  readonly changedAt: Date
}

/**
 * A place that keeps blobs by name. A name is made of folders and a last part in `a-z 0-9 . _ -`. A blob appears whole
 * and durably, or not at all.
 */
export interface BlobStore {
  readonly kind: 'folder' | 's3'
  /** where it is, for people; holds no secret */
  readonly place: string
  /** Stores `size` bytes under a name, in place of what is there. */
  put(name: string, content: Uint8Array | AsyncIterable<Uint8Array>, size: number): Promise<void>
  /** Reads a blob or a range of it. Throws BlobMissing. Whoever does not read to the end destroys the stream. */
  read(name: string, range?: ByteRange): Promise<Readable>
  /** Removes a blob; one that is not there is removed already. */
  remove(name: string): Promise<void>
  /** Everything below a folder, `prefix` ending with a slash. */
  list(prefix: string): AsyncIterable<BlobEntry>
}

/** There is no blob of this name. */
export class BlobMissing extends Error {
  constructor(name: string, options?: ErrorOptions) {
    super(`There is no blob ${name}`, options)
    this.name = 'BlobMissing'
  }
}

/** The store cannot be reached, or refuses: nothing was stored. */
export class StoreFailed extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreFailed'
  }
}

/** A name that cannot leave the store's own room, whatever the store makes of it. */
export function checkName(name: string): string {
  if (!/^(?:[a-z0-9][a-z0-9._-]*\/)*[a-z0-9][a-z0-9._-]*$/.test(name) || name.length > 300)
    throw new RangeError(`${JSON.stringify(name)} is no name for a blob`)
  return name
}
