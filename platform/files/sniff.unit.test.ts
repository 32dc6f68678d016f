import { crc32, deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { nameUnknown, readZip, sniff } from './sniff.ts'

const bytes = (text: string): Buffer => Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(64)])

test.each([
  ['\xff\xd8\xff\xe1', 'image/jpeg'],
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['GIF89a', 'image/gif'],
  ['RIFF\0\0\0\0WEBPVP8 ', 'image/webp'],
  ['RIFF\0\0\0\0WAVEfmt ', 'audio/wav'],
  ['%PDF-1.4', 'application/pdf'],
  ['PK\x03\x04', 'application/zip'],
  ['#!AMR\n', 'audio/amr'],
  ['\0\0\0\x18ftypisom', 'video/mp4'],
  ['\0\0\0\x18ftypmp42', 'video/mp4'],
  ['\0\0\0\x18ftypM4A ', 'audio/mp4'],
  ['ID3\x04', 'audio/mpeg'],
  ['\xff\xfb\x90\x64', 'audio/mpeg'],
])('%j is %s', (magic, type) => {
  expect(sniff(bytes(magic))?.type).toBe(type)
})

test.each([
  ['MZ\x90', 'Windows EXE'],
  ['\0\0\0\x18ftypheic', 'HEIC'],
  ['\0\0\0\x14ftypqt  ', 'QuickTime'],
  ['<!DOCTYPE html>', 'HTML/XML/SVG'],
  ['  <svg xmlns', 'HTML/XML/SVG'],
  ['RIFF\0\0\0\0AVI ', '?'],
  ['\xff\xff\xff\xff', '?'],
  ['hello', '?'],
])('%j is nothing that could be allowed, and is called %s', (magic, name) => {
  expect(sniff(bytes(magic))).toBeUndefined()
  expect(nameUnknown(bytes(magic))).toBe(name)
})

test('what an encoder writes is what it is', async () => {
  const picture = sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
  for (const format of ['jpeg', 'png', 'webp', 'gif'] as const)
    expect(sniff(await picture.clone().toFormat(format).toBuffer())?.type).toBe(`image/${format}`)
})

test('any bytes at all are looked at without harm', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(1000), (some, more) => {
      sniff(Buffer.from(some))
      nameUnknown(Buffer.from(some))
      readZip(Buffer.from(some), some.length + more)
      readZip(
        Buffer.concat([Buffer.from(some), Buffer.from('PK\x05\x06', 'latin1'), Buffer.from(some)]),
        2 * some.length + 4 + more,
      )
    }),
  )
})

/** A ZIP file whose entries claim to be of a size of their own. */
function zip(entries: Record<string, { content: Buffer; claims?: number }>): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, { content, claims = content.length }] of Object.entries(entries)) {
    const packed = deflateRawSync(content)
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(8, 4)
    shared.writeUInt32LE(crc32(content), 10)
    shared.writeUInt32LE(packed.length, 14)
    shared.writeUInt32LE(claims, 18)
    shared.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, Buffer.from(name), packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), shared, rest, Buffer.from(name)]))
    parts.push(local)
    offset += local.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, listed, end])
}

const text = { content: Buffer.from('<xml/>') }

test('a ZIP is what its directory says: a document, a table, a document with a program in it, or only a ZIP', () => {
  const typeOf = (file: Buffer): string | undefined => readZip(file, file.length)?.type
  const types = '[Content_Types].xml'
  expect(typeOf(zip({ 'a.txt': text }))).toBe('application/zip')
  expect(typeOf(zip({ [types]: text, 'word/document.xml': text }))).toContain('wordprocessingml')
  expect(typeOf(zip({ 'xl/workbook.xml': text, [types]: text }))).toContain('spreadsheetml')
  expect(typeOf(zip({ [types]: text, 'word/document.xml': text, 'word/vbaProject.bin': text }))).toBe('application/zip')
  const file = zip({ 'a.txt': text })
  expect(readZip(file.subarray(0, file.length - 5), file.length - 5)).toBeUndefined()
})

test('a bomb says how large it is', () => {
  const file = zip({ 'a.txt': { ...text, claims: 0xfffffff0 }, 'b.txt': { ...text, claims: 0xfffffff0 } })
  expect(readZip(file, file.length)?.unpacked).toBe(2 * 0xfffffff0)
})
