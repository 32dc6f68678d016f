import { buffer } from 'node:stream/consumers'
import { createReader, runTransaction, type Pool } from '#lib/db'
import { emit } from '#lib/events'
import { record } from '#platform/audit'
import { claimContent, prepareContent, readContent, sealContent, type PreparedContent } from './content.ts'
import { FileBroken, FileInfected, FileReady, type DeclaredDatum } from './contract.ts'
import type { FileDesk } from './desk.ts'
import { readExif } from './exif.ts'
import { PictureBroken, type PictureMade, type PictureMaker } from './make-pictures.ts'
import { placeOfExif } from './place.ts'
import { finishFile, insertVariant, lockFile, selectBlob, selectFile, type Outcome } from './store.ts'

/** What to work with: the workers' own connections, and the thread that makes pictures. */
export interface FileTools {
  readonly pool: Pool
  readonly maker: PictureMaker
}

type Made = readonly { readonly picture: PictureMade; readonly content: PreparedContent }[]

/**
 * Makes a file ready to be looked at: asks the virus scanner, makes the pictures, reads time and place. What cannot be
 * done now (no scanner, no store) throws and is tried again; till then nobody gets to see the file.
 */
export async function processFile(desk: FileDesk, { pool, maker }: FileTools, fileId: string): Promise<void> {
  const reader = createReader(pool)
  const [[file]] = await reader.read(selectFile(fileId))
  if (file?.state !== 'processing') return
  const [[blob]] = await reader.read(selectBlob(file.blob_id))
  const scannedBy = desk.scanner?.address ?? null
  const verdict = (await desk.scanner?.scan(readContent(desk, blob!))) ?? { clean: true as const }
  if (!verdict.clean) return settle(pool, fileId, { state: 'infected', finding: verdict.finding, scannedBy }, [])
  if (file.sort !== 'picture') return settle(pool, fileId, { state: 'ready', scannedBy }, [])
  try {
    const bytes = await buffer(readContent(desk, blob!))
    const { exif, pictures } = await maker.make(bytes, desk.rules.maxMegapixels * 1_000_000)
    const made = await Promise.all(
      pictures.map(async (picture) => ({
        picture,
        content: await prepareContent(desk, pool, sealContent(desk, picture.bytes)),
      })),
    )
    const { takenAt, place } = readExif(exif === undefined ? undefined : Buffer.from(exif))
    const show = pictures.find(({ name }) => name === 'show')!
    const outcome: Outcome = {
      state: 'ready',
      scannedBy,
      width: show.width,
      height: show.height,
      ...(takenAt === undefined ? {} : { takenAt }),
      ...(place === undefined
        ? {}
        : { place: placeOfExif(place, (file.declared_datum ?? undefined) as DeclaredDatum | undefined) }),
    }
    return await settle(pool, fileId, outcome, made)
  } catch (error) {
    if (!(error instanceof PictureBroken)) throw error
    desk.app.log.info({ err: error, fileId }, 'a picture cannot be read')
    return settle(pool, fileId, { state: 'broken', scannedBy }, [])
  }
}

const events = { ready: FileReady, infected: FileInfected, broken: FileBroken } as const

async function settle(pool: Pool, fileId: string, outcome: Outcome, made: Made): Promise<void> {
  await runTransaction(pool, async (tx) => {
    const [[file]] = await tx.read(lockFile(fileId))
    // Discarded meanwhile, or done by another worker after this one had been given up.
    if (file?.state !== 'processing') return
    // In one order everywhere, so that two pictures with the same copies do not wait for each other in a ring.
    for (const { picture, content } of made.toSorted((a, b) => Buffer.compare(a.content.sm3, b.content.sm3))) {
      const { name, type, width, height } = picture
      tx.write(insertVariant(fileId, await claimContent(tx, content), { name, type, width, height }))
    }
    tx.write(finishFile(fileId, outcome))
    const said = { fileId, accountId: file.account_id, module: file.module, subjectId: file.subject_id }
    emit(tx, events[outcome.state as keyof typeof events], said)
    if (outcome.state === 'infected')
      record(tx, {
        what: 'files.infected',
        actor: undefined,
        subject: fileId,
        detail: { finding: outcome.finding, accountId: file.account_id },
      })
  })
}
