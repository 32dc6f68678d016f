import { isUtf8 } from 'node:buffer'
import { FileUnreadable } from './unreadable.ts'

const encodings = ['UTF-8', 'GB18030', 'UTF-16LE', 'UTF-16BE'] as const
/** How a text file's characters are written. */
export type Encoding = (typeof encodings)[number]

const labels = { 'UTF-8': 'utf-8', GB18030: 'gb18030', 'UTF-16LE': 'utf-16le', 'UTF-16BE': 'utf-16be' } as const
const chunkLength = 64 * 1024

/**
 * Says how a text is written. The rule, in this order: a byte order mark decides; a file with NUL bytes is UTF-16, its
 * byte order told by where the NULs of commas and line ends stand; what is valid UTF-8 is UTF-8; anything else is
 * GB18030 (what Chinese Excel saves), of which hardly any text is valid UTF-8 by chance. Whether it really is shows in
 * decoding.
 */
export function detectEncoding(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'UTF-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'UTF-16LE'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'UTF-16BE'
  const head = bytes.subarray(0, chunkLength)
  let even = 0
  let odd = 0
  for (let at = 0; at < head.length; at += 1) {
    if (head[at] !== 0) continue
    if (at % 2 === 0) even += 1
    else odd += 1
  }
  // An ASCII character has its NUL after it in little endian: at odd places, hardly any at even ones.
  if (bytes.length % 2 === 0 && odd > 0 && odd > even * 8) return 'UTF-16LE'
  if (bytes.length % 2 === 0 && even > 0 && even > odd * 8) return 'UTF-16BE'
  return isUtf8(bytes) ? 'UTF-8' : 'GB18030'
}

/** Decodes a text piece by piece, without its byte order mark. Throws FileUnreadable where it is not so encoded. */
export function* decode(bytes: Uint8Array, encoding: Encoding): Generator<string> {
  const decoder = new TextDecoder(labels[encoding], { fatal: true })
  for (let at = 0; at < bytes.length; at += chunkLength) {
    const last = at + chunkLength >= bytes.length
    let text: string
    try {
      text = decoder.decode(bytes.subarray(at, at + chunkLength), { stream: !last })
    } catch {
      throw new FileUnreadable('encoding', {
        'zh-CN': `文件编码不是 ${encoding === 'GB18030' ? 'UTF-8 也不是 GB18030' : encoding}`,
        en: encoding === 'GB18030' ? 'the encoding is neither UTF-8 nor GB18030' : `the encoding is not ${encoding}`,
      })
    }
    if (text.includes('\u0000'))
      throw new FileUnreadable('not_a_sheet', { 'zh-CN': '这不是文本文件', en: 'this is not a text file' })
    yield text
  }
}
