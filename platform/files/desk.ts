import { join } from 'node:path'
import { BlobMissing, folderStore, s3Store, StoreFailed, type BlobStore, type S3Options } from '#lib/blobs'
import type { Reader } from '#lib/db'
import { ProblemError, type Actor, type App } from '#lib/http'
import { storeAway } from './contract.ts'
import type { FileRules } from './rules.ts'
import { clamd, type Scanner } from './scan.ts'

/** What a file belongs to. */
export interface Subject {
  readonly module: string
  readonly id: string
}

/** The rule of a module about the files that belong to it. */
export interface SubjectPolicy {
  mayRead(actor: Actor, subjectId: string, reader: Reader): Promise<boolean>
  /** whether the picture as it came may be read, with a reason */
  mayReadOriginal(actor: Actor, subjectId: string, reader: Reader): Promise<boolean>
}

/** What every use case of the module needs: made once at start. */
export interface FileDesk {
  readonly app: App
  readonly store: BlobStore
  /** undefined: none is set up, files are served unscanned */
  readonly scanner: Scanner | undefined
  /** wraps the contents' own keys */
  readonly masterKey: Uint8Array
  readonly rules: FileRules
  /** module → its rule; a module that gave none shows its files to nobody */
  readonly policies: Map<string, SubjectPolicy>
  /** hears that there is work */
  readonly wake: Set<() => void>
}

export interface FileDeskOptions {
  readonly app: App
  readonly masterKey: Uint8Array
  readonly rules: FileRules
  readonly dataFolder: string
  /** a bucket instead of the folder */
  readonly s3: S3Options | undefined
  /** where clamd listens: `host:port` or the path of a socket */
  readonly clamd: string | undefined
}

/** Makes what the module works with. */
export function createFileDesk(options: FileDeskOptions): FileDesk {
  const { app, masterKey, rules, dataFolder, s3 } = options
  return {
    app,
    store: s3 === undefined ? folderStore(join(dataFolder, 'files')) : s3Store(s3),
    scanner: options.clamd === undefined ? undefined : clamd(options.clamd),
    masterKey,
    rules,
    policies: new Map(),
    wake: new Set(),
  }
}

/** Does something with the store; a store that fails is told as such and logged. */
export async function withStore<T>(desk: Pick<FileDesk, 'app'>, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof StoreFailed) && !(error instanceof BlobMissing)) throw error
    desk.app.log.error({ err: error }, 'the file store failed')
    throw new ProblemError(storeAway)
  }
}
