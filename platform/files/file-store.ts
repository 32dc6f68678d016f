import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { ProblemError, type Handler } from '#lib/http'
import {
  mayNotManage,
  type checkFileStore,
  type FileStore,
  type FileView,
  type getFileRules,
  type getFileStore,
  type Sort,
} from './contract.ts'
import type { FileDesk } from './desk.ts'
import { mayManage } from './policy.ts'
import { limitOf } from './rules.ts'
import { typeNamed } from './sniff.ts'
import { countBlobs, countFiles, countUploads, oldestWaiting } from './store.ts'

/** Serves what may be uploaded. */
export function getFileRulesHandler({ rules }: FileDesk): Handler<typeof getFileRules> {
  const sorts: Sort[] = ['picture', 'video', 'audio', 'document']
  return async ({ actor }) => ({
    types: rules.types.map((one) => {
      const { type, ending, sort } = typeNamed(one)
      return { type, ending, sort }
    }),
    limits: Object.fromEntries(sorts.map((sort) => [sort, limitOf(rules, sort)])),
    mayManage: mayManage(rules, actor),
  })
}

/** Serves how files are kept, how many and how large. */
export function getFileStoreHandler(desk: FileDesk): Handler<typeof getFileStore> {
  return async ({ tx, actor }) => {
    if (!mayManage(desk.rules, actor)) throw new ProblemError(mayNotManage)
    const [counts, [stored], [uploads], [waiting]] = await tx.read(
      countFiles(),
      countBlobs(),
      countUploads(),
      oldestWaiting(),
    )
    return {
      store: { kind: desk.store.kind, place: desk.store.place },
      scanner: desk.scanner === undefined ? null : { address: desk.scanner.address },
      counts: counts.map((row) => ({ ...row, sort: row.sort as Sort, state: row.state as FileView['state'] })),
      stored: stored!,
      uploads: uploads!,
      waitingSince: waiting?.since?.toISOString() ?? null,
    } satisfies FileStore
  }
}

/** Tries store and scanner. What fails is told as it was said, for whoever sets it up. */
export function checkFileStoreHandler(desk: FileDesk): Handler<typeof checkFileStore> {
  return async ({ actor }) => {
    if (!mayManage(desk.rules, actor)) throw new ProblemError(mayNotManage)
    const began = performance.now()
    const [storeFault, scannerFault] = await Promise.all([
      faultOf(() => tryStore(desk)),
      faultOf(() => desk.scanner?.greet()),
    ])
    return {
      store: storeFault === null ? ('ok' as const) : ('failing' as const),
      storeFault,
      scanner:
        desk.scanner === undefined ? ('off' as const) : scannerFault === null ? ('ok' as const) : ('failing' as const),
      scannerFault,
      milliseconds: Math.round(performance.now() - began),
    }
  }
}

async function tryStore({ store }: FileDesk): Promise<void> {
  const name = `trial/${randomBytes(8).toString('hex')}`
  const content = randomBytes(1000)
  await store.put(name, content, content.length)
  try {
    if (!(await buffer(await store.read(name))).equals(content)) throw new Error('The store gave back something else')
  } finally {
    await store.remove(name)
  }
}

async function faultOf(work: () => Promise<void> | undefined): Promise<string | null> {
  try {
    await work()
    return null
  } catch (error) {
    return (error as Error).message
  }
}
