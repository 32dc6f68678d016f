import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { randomBytes, randomUUID } from 'node:crypto'
import { withClient } from '#lib/db'
import { guarded } from '#lib/testing'
import { begin, photo, startFileServer, uploadFile, whenDone, type FileServer } from './testing/index.ts'

let server: FileServer
let owner: string
let files: { loose: string; seen: string; hidden: string; lawless: string }
beforeAll(async () => {
  server = await startFileServer()
  const client = await server.as('receiver')
  const make = async (): Promise<string> => {
    const file = await uploadFile(client, 'a.jpg', await photo({ width: 40 + randomBytes(1)[0]!, height: 40 }))
    return (await whenDone(client, file.id)).id
  }
  files = { loose: await make(), seen: await make(), hidden: await make(), lawless: await make() }
  await begin(client, 'b.pdf', 100)
  await withClient(server.database.superUrl, async (superuser) => {
    await superuser.query(`
      create schema trial;
      grant usage on schema trial to yiwang_serving;
      create function trial.sees_file(subject text) returns boolean language sql stable as $$
        select subject = 'open' and http.account() is not null $$`)
    const give = `update files.file set module = $2, subject_id = $3, attached_at = now() where id = $1 returning account_id`
    await superuser.query(give, [files.seen, 'trial', 'open'])
    await superuser.query(give, [files.hidden, 'trial', 'closed'])
    const { rows } = await superuser.query<{ account_id: string }>(give, [files.lawless, 'lawless', 'open'])
    owner = rows[0]!.account_id
  })
})
afterAll(() => server.stop())

const other = randomUUID()
const as = (account: string, may: string[] = []) => guarded(server.database, { actor: { account }, may })
const tables = { blob: 'id', file: 'id', part: 'upload_id', upload: 'id', variant: 'file_id' } as const

describe.each(Object.keys(tables))('files.%s', (table) => {
  test('is closed to a query that says nothing of who asks, and to the server itself', async () => {
    expect(await guarded(server.database, {}).count(`select from files.${table}`)).toBe(0)
    expect(
      await guarded(server.database, { may: ['server', 'files.manage'] }).count(`select from files.${table}`),
    ).toBe(0)
  })
})

test('a person sees their own files and those whose module shows them', async () => {
  const seenBy = async (account: string): Promise<Set<string>> =>
    new Set((await as(account).rows<{ id: string }>('select id from files.file')).map((row) => row.id))
  expect(await seenBy(owner)).toEqual(new Set(Object.values(files)))
  expect(await seenBy(other)).toEqual(new Set([files.seen]))
})

test('the keys of contents and pictures go with the file', async () => {
  const keys = `select from files.blob b where exists (select from files.file f where f.id = $1 and f.blob_id = b.id)
    or exists (select from files.variant v where v.file_id = $1 and v.blob_id = b.id)`
  for (const id of Object.values(files)) {
    expect(await as(owner).count(keys, [id])).toBe(4)
    expect(await as(other).count(keys, [id])).toBe(id === files.seen ? 4 : 0)
  }
  // The file above is told by a subquery that is guarded too; a bare look finds no more.
  expect(await as(other).count('select from files.blob')).toBe(4)
})

test('uploads are one’s own, also to change', async () => {
  expect(await as(owner).count('select from files.upload')).toBe(5)
  expect(await as(other, ['files.manage']).count('select from files.upload')).toBe(0)
  expect(await as(other).count('update files.upload set touched_at = now()')).toBe(0)
  expect(await as(other).count(`update files.file set name = 'x'`)).toBe(0)
  expect(await as(other).count('delete from files.file')).toBe(0)
  expect(await as(owner).count('delete from files.file where id = $1', [files.seen])).toBe(0)
  expect(await as(owner).count('delete from files.file where id = $1', [files.loose])).toBe(1)
})

test('how much there is learns whoever manages the store, and nobody else', async () => {
  const total = 'select coalesce(sum(files), 0)::int as files from files.count_files()'
  expect(await as(other, ['files.manage']).rows(total)).toEqual([{ files: 4 }])
  expect(await as(other).rows(total)).toEqual([{ files: 0 }])
})
