import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { damaged, FileUnreadable } from './unreadable.ts'

export interface XmlHandlers {
  /** local name, without a prefix */
  readonly open?: (name: string, attributes: Record<string, string>) => void
  readonly close?: (name: string) => void
  readonly text?: (text: string) => void
}

// Between two tags, or inside one: as much as several cells of the greatest length may take in UTF-8 with escapes.
const longestRun = 1024 * 1024

const local = (name: string): string => name.slice(name.indexOf(':') + 1)

/**
 * Reads XML piece by piece. A document type is refused before anything it declares is looked at, so no entity but the
 * five of XML itself exists and nothing outside is ever asked for. After each piece `pause` may give out what was
 * gathered.
 */
export async function* readXml<T>(
  pieces: AsyncIterable<Buffer>,
  part: string,
  handlers: XmlHandlers,
  gather: () => T[],
): AsyncGenerator<T> {
  const parser = new SaxesParser<{ xmlns: false; position: false }>({ xmlns: false, position: false })
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let quiet = 0
  parser.on('error', () => {
    throw damaged(part)
  })
  parser.on('doctype', () => {
    throw new FileUnreadable('document_type', {
      'zh-CN': '文件含有文档类型声明（DTD），已拒绝',
      en: 'the file declares a document type (DTD); refused',
    })
  })
  parser.on('opentag', (tag: SaxesTagPlain) => {
    quiet = 0
    handlers.open?.(local(tag.name), tag.attributes)
  })
  parser.on('closetag', (tag) => {
    quiet = 0
    handlers.close?.(local(tag.name))
  })
  const onText = (text: string): void => handlers.text?.(text)
  parser.on('text', onText)
  parser.on('cdata', onText)
  const feed = (bytes: Buffer | undefined): void => {
    let text: string
    try {
      text = bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true })
    } catch {
      throw damaged(part)
    }
    quiet += text.length
    parser.write(text)
    // What has not come to a tag for so long is no spreadsheet, and would only pile up.
    if (quiet > longestRun) throw damaged(part)
    if (bytes === undefined) parser.close()
  }
  for await (const bytes of pieces) {
    for (let at = 0; at < bytes.length; at += 65_536) {
      feed(bytes.subarray(at, at + 65_536))
      yield* gather()
    }
  }
  feed(undefined)
  yield* gather()
}

/** Reads a part for what its handlers make of it. */
export async function readPart(pieces: AsyncIterable<Buffer>, part: string, handlers: XmlHandlers): Promise<void> {
  for await (const nothing of readXml<never>(pieces, part, handlers, () => [])) void nothing
}
