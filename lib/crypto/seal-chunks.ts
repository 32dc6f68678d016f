import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { SealBroken } from './seal.ts'

// A large file is sealed chunk by chunk, so that a part of it can be written, read and checked without the rest. Each
// chunk is nonce (16) ‖ SM4-CTR ciphertext ‖ HMAC-SM3 tag (32). The tag also covers the chunk's index and the size of
// the whole: a chunk that was moved, left out, doubled or taken from another file does not open. Nonces are random and
// not counted, because a chunk may be sealed twice with other content (a part of an upload that is sent again).

/** Bytes of content in every chunk but the last. */
export const chunkSize = 64 * 1024

const nonceLength = 16
const tagLength = 32
const overhead = nonceLength + tagLength
const sealedChunk = chunkSize + overhead

/** Seals and opens the chunks of one content of a known size under one key. */
export interface ChunkSeal {
  /** bytes of the whole content */
  readonly size: number
  /** how many chunks it has; content of no bytes has one, which is empty */
  readonly count: number
  seal(index: number, plain: Uint8Array): Buffer
  /** Throws SealBroken when key, index, size or a byte is not the same. */
  open(index: number, sealed: Uint8Array): Buffer
}

/** The chunks of a content of `size` bytes under a key of 32 bytes. One key seals one content. */
export function chunkSeal(key: Uint8Array, size: number): ChunkSeal {
  const encryptionKey = createHmac('sm3', key).update('chunk-encrypt').digest().subarray(0, 16)
  const macKey = createHmac('sm3', key).update('chunk-mac').digest()
  const count = Math.max(1, Math.ceil(size / chunkSize))
  const lengthOf = (index: number): number => (index === count - 1 ? size - index * chunkSize : chunkSize)
  const mac = (index: number, body: Uint8Array): Buffer => {
    const head = Buffer.alloc(16)
    head.writeBigUInt64BE(BigInt(size))
    head.writeBigUInt64BE(BigInt(index), 8)
    return createHmac('sm3', macKey).update(head).update(body).digest()
  }
  return {
    size,
    count,
    seal(index, plain) {
      if (!(index >= 0 && index < count) || plain.length !== lengthOf(index))
        throw new RangeError(`Chunk ${index} of ${count} cannot be ${plain.length} bytes long`)
      const nonce = randomBytes(nonceLength)
      const cipher = createCipheriv('sm4-ctr', encryptionKey, nonce)
      const body = Buffer.concat([nonce, cipher.update(plain), cipher.final()])
      return Buffer.concat([body, mac(index, body)])
    },
    open(index, sealed) {
      if (!(index >= 0 && index < count) || sealed.length !== lengthOf(index) + overhead) throw new SealBroken()
      const body = sealed.subarray(0, sealed.length - tagLength)
      if (!timingSafeEqual(mac(index, body), sealed.subarray(sealed.length - tagLength))) throw new SealBroken()
      const decipher = createDecipheriv('sm4-ctr', encryptionKey, body.subarray(0, nonceLength))
      return Buffer.concat([decipher.update(body.subarray(nonceLength)), decipher.final()])
    },
  }
}

/** Bytes that content of `size` bytes takes when sealed. */
export function sealedSize(size: number): number {
  return size + overhead * Math.max(1, Math.ceil(size / chunkSize))
}

/** Where the chunks that hold the bytes `start`…`end` (inclusive) of a content lie, sealed. */
export function sealedRange(
  { size, count }: ChunkSeal,
  start: number,
  end: number,
): { first: number; last: number; start: number; end: number } {
  const first = Math.floor(start / chunkSize)
  const last = Math.min(count - 1, Math.floor(end / chunkSize))
  return {
    first,
    last,
    start: first * sealedChunk,
    end: (last === count - 1 ? sealedSize(size) : (last + 1) * sealedChunk) - 1,
  }
}

/** Seals content from a chunk on: content that begins at a chunk's border and ends at one or with the whole. */
export function sealChunks(chunks: ChunkSeal, first: number, plain: Uint8Array): Buffer {
  const sealed: Buffer[] = []
  for (let at = 0; at < plain.length || (at === 0 && chunks.size === 0); at += chunkSize)
    sealed.push(chunks.seal(first + at / chunkSize, plain.subarray(at, at + chunkSize)))
  return Buffer.concat(sealed)
}

/**
 * Opens sealed bytes that arrive in pieces of any length and hold the chunks `first`…`last`. Gives content chunk by
 * chunk, each only after it was checked. Throws SealBroken when a byte is altered, missing or too many.
 */
export async function* openChunks(
  chunks: ChunkSeal,
  sealed: AsyncIterable<Uint8Array>,
  first = 0,
  last: number = chunks.count - 1,
): AsyncGenerator<Buffer> {
  let index = first
  let held: Uint8Array[] = []
  let length = 0
  const wanted = (): number =>
    index === chunks.count - 1 ? sealedSize(chunks.size) - index * sealedChunk : sealedChunk
  for await (const piece of sealed) {
    held.push(piece)
    length += piece.length
    if (index <= last && length < wanted()) continue
    let rest = held.length === 1 ? piece : Buffer.concat(held)
    while (index <= last && rest.length >= wanted()) {
      const one = rest.subarray(0, wanted())
      rest = rest.subarray(one.length)
      yield chunks.open(index, one)
      index += 1
    }
    if (index > last && rest.length > 0) throw new SealBroken()
    held = [rest]
    length = rest.length
  }
  if (index <= last) throw new SealBroken()
}
