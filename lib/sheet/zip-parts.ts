import { crc32, deflateRawSync } from 'node:zlib'

/** Builds a ZIP file in memory: parts are packed as they come, so only packed bytes are kept. Under 4 GiB. */
export class ZipWriter {
  readonly #pieces: Buffer[] = []
  readonly #directory: Buffer[] = []
  #length = 0

  add(name: string, content: Buffer): void {
    const path = Buffer.from(name)
    const packed = deflateRawSync(content, { level: 6 })
    const header = Buffer.alloc(30)
    header.writeUInt32LE(0x04034b50, 0)
    header.writeUInt16LE(20, 4)
    header.writeUInt16LE(0x0800, 6)
    header.writeUInt16LE(8, 8)
    // 1980-01-01: two files of the same content are the same bytes.
    header.writeUInt16LE(0x21, 12)
    header.writeUInt32LE(crc32(content), 14)
    header.writeUInt32LE(packed.length, 18)
    header.writeUInt32LE(content.length, 22)
    header.writeUInt16LE(path.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(20, 4)
    header.copy(entry, 6, 4, 30)
    entry.writeUInt32LE(this.#length, 42)
    this.#directory.push(entry, path)
    this.#pieces.push(header, path, packed)
    this.#length += header.length + path.length + packed.length
  }

  /** The whole file. */
  end(): Buffer {
    const directory = Buffer.concat(this.#directory)
    const end = Buffer.alloc(22)
    end.writeUInt32LE(0x06054b50, 0)
    end.writeUInt16LE(this.#directory.length / 2, 8)
    end.writeUInt16LE(this.#directory.length / 2, 10)
    end.writeUInt32LE(directory.length, 12)
    end.writeUInt32LE(this.#length, 16)
    return Buffer.concat([...this.#pieces, directory, end])
  }
}
