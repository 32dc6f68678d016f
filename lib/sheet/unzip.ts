import { crc32, createInflateRaw } from 'node:zlib'
import { ratioFrom, unpacksTooFar, type Limits } from './limits.ts'
import { damaged, FileUnreadable } from './unreadable.ts'

interface Entry {
  readonly method: number
  readonly packed: number
  readonly crc: number
  readonly start: number
}

const maxEntries = 10_000

/**
 * A ZIP file in memory (APPNOTE 6.3: 4.3.7, 4.3.12, 4.3.16), as much of it as office documents are made of: stored or
 * deflated, not encrypted, under 4 GiB. Parts are unpacked as streams; sizes written in the file are never believed.
 */
export class Zip {
  readonly #bytes: Buffer
  readonly #limits: Limits
  readonly #entries = new Map<string, Entry>()
  #unpacked = 0

  constructor(bytes: Buffer, limits: Limits) {
    this.#bytes = bytes
    this.#limits = limits
    const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1')
    if (end < 0 || end + 22 > bytes.length) throw damaged('ZIP')
    const count = bytes.readUInt16LE(end + 10)
    let at = bytes.readUInt32LE(end + 16)
    if (count > maxEntries) throw unpacksTooFar()
    for (let entry = 0; entry < count; entry += 1) {
      if (at + 46 > end || bytes.readUInt32LE(at) !== 0x02014b50) throw damaged('ZIP')
      const nameLength = bytes.readUInt16LE(at + 28)
      if (at + 46 + nameLength > end) throw damaged('ZIP')
      const name = bytes.toString('utf8', at + 46, at + 46 + nameLength).replaceAll('\\', '/')
      if ((bytes.readUInt16LE(at + 8) & 1) === 1) throw lockedZip()
      this.#entries.set(name.toLowerCase(), {
        method: bytes.readUInt16LE(at + 10),
        crc: bytes.readUInt32LE(at + 16),
        packed: bytes.readUInt32LE(at + 20),
        start: bytes.readUInt32LE(at + 42),
      })
      at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
    }
  }

  /** Names as they are compared: in lower case. */
  has(name: string): boolean {
    return this.#entries.has(name.toLowerCase())
  }

  /** The content of a part, piece by piece. */
  async *read(name: string): AsyncGenerator<Buffer> {
    const entry = this.#entries.get(name.toLowerCase())
    if (entry === undefined) throw damaged(name)
    const { start, packed, method, crc } = entry
    const bytes = this.#bytes
    if (start + 30 > bytes.length || bytes.readUInt32LE(start) !== 0x04034b50) throw damaged(name)
    const from = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28)
    if (from + packed > bytes.length || (method !== 0 && method !== 8)) throw damaged(name)
    const content = bytes.subarray(from, from + packed)
    let length = 0
    const count = (size: number): void => {
      length += size
      this.#unpacked += size
      if (this.#unpacked > this.#limits.unpacked) throw unpacksTooFar()
      if (length > ratioFrom && length > packed * this.#limits.ratio) throw unpacksTooFar()
    }
    if (method === 0) {
      count(content.length)
      if (crc32(content) !== crc) throw damaged(name)
      yield content
      return
    }
    const inflate = createInflateRaw({ chunkSize: 128 * 1024 })
    inflate.end(content)
    let sum = 0
    try {
      for await (const piece of inflate as AsyncIterable<Buffer>) {
        count(piece.length)
        sum = crc32(piece, sum)
        yield piece
      }
      if (sum !== crc) throw damaged(name)
    } catch (error) {
      throw error instanceof FileUnreadable ? error : damaged(name)
    } finally {
      inflate.destroy()
    }
  }

  /** A small part whole, as text. */
  async text(name: string, most = 16 * 1024 * 1024): Promise<string> {
    const pieces: Buffer[] = []
    let length = 0
    for await (const piece of this.read(name)) {
      length += piece.length
      if (length > most) throw unpacksTooFar()
      pieces.push(piece)
    }
    return Buffer.concat(pieces).toString('utf8')
  }
}

function lockedZip(): FileUnreadable {
  return new FileUnreadable('old_or_locked', {
    'zh-CN': '文件有密码，请去掉密码后再上传',
    en: 'the file is locked by a password; remove it first',
  })
}
