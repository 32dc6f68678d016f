import type pg from 'pg'
import { runTransaction, type Pool } from '#lib/db'
import { claimContent, prepareContent, sealContent } from './content.ts'
import type { FileDesk } from './desk.ts'
import { createPictureMaker } from './make-pictures.ts'

/** A picture that lies in the store, with what is shown of it, waiting for files that refer to it. */
export interface SamplePicture {
  readonly blobId: string
  readonly size: number
  readonly width: number
  readonly height: number
  readonly variants: readonly {
    readonly name: string
    readonly blobId: string
    readonly type: string
    readonly width: number
    readonly height: number
  }[]
}

/** One file of a sample case; many show the same picture. */
export interface SampleFile {
  readonly id: string
  readonly name: string
  readonly picture: SamplePicture
  readonly module: string
  readonly subjectId: string
  readonly by: {
    readonly accountId: string
    readonly name: string
    readonly unitId: string
    readonly unitName: string
  }
  readonly at: Date
  readonly place: { readonly lon: number; readonly lat: number } | undefined
}

/** Brings JPEGs of our own making into the store, as if each had been uploaded and looked through. */
export async function bringPictures(
  desk: FileDesk,
  pool: Pool,
  jpegs: readonly Uint8Array[],
): Promise<SamplePicture[]> {
  const maker = createPictureMaker()
  const bring = async (bytes: Uint8Array): Promise<string> => {
    const prepared = await prepareContent(desk, pool, sealContent(desk, bytes))
    return runTransaction(pool, (tx) => claimContent(tx, prepared))
  }
  try {
    const brought: SamplePicture[] = []
    for (const bytes of jpegs) {
      const { pictures } = await maker.make(bytes, desk.rules.maxMegapixels * 1_000_000)
      const show = pictures.find(({ name }) => name === 'show')!
      const variants = []
      for (const { bytes: content, ...variant } of pictures) variants.push({ ...variant, blobId: await bring(content) })
      const { width, height } = show
      brought.push({ blobId: await bring(bytes), size: bytes.length, width, height, variants })
    }
    return brought
  } finally {
    await maker.stop()
  }
}

/**
 * Writes the files of sample cases in one statement; those that are there already stay. Needs the login that owns the
 * tables. Nothing is said of them, nothing audited.
 */
export async function fillFiles(client: pg.Client, files: readonly SampleFile[]): Promise<void> {
  if (files.length === 0) return
  const rows = files.map(({ picture, by, place, at, ...file }) => ({
    ...file,
    at: at.toISOString(),
    blobId: picture.blobId,
    size: picture.size,
    width: picture.width,
    height: picture.height,
    accountId: by.accountId,
    accountName: by.name,
    unitId: by.unitId,
    unitName: by.unitName,
    lon: place?.lon ?? null,
    lat: place?.lat ?? null,
  }))
  const variants = files.flatMap(({ id, picture }) => picture.variants.map((one) => ({ fileId: id, ...one })))
  await client.query(
    `insert into files.file (id, blob_id, name, sort, type, size, state, account_id, account_name, unit_id, unit_name,
         created_at, module, subject_id, attached_at, width, height, taken_at, lon, lat, datum)
       select id, "blobId", name, 'picture', 'image/jpeg', size, 'ready', "accountId", "accountName", "unitId", "unitName",
         at, module, "subjectId", at, width, height, at, lon, lat, case when lon is null then null else 'wgs84' end
       from jsonb_to_recordset($1::jsonb) as one(id uuid, "blobId" uuid, name text, size bigint, "accountId" uuid,
         "accountName" text, "unitId" uuid, "unitName" text, at timestamptz, module text, "subjectId" text,
         width int, height int, lon float8, lat float8)
       on conflict do nothing`,
    [JSON.stringify(rows)],
  )
  await client.query(
    `insert into files.variant (file_id, name, blob_id, type, width, height)
     select "fileId", name, "blobId", type, width, height
     from jsonb_to_recordset($1::jsonb) as one("fileId" uuid, name text, "blobId" uuid, type text, width int, height int)
     on conflict do nothing`,
    [JSON.stringify(variants)],
  )
}
