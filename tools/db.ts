import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeTables, ensureDatabase, ensureLogins, loginUrl, migrate, rowTypes, uncommented } from '#lib/db'
import { startPostgres } from '#lib/postgres'

// `npm run db`: migrates a fresh database and rewrites database/ from it; `-- --check` only says what differs.

const root = join(import.meta.dirname, '..')

/** What database/ should hold: file name → content. Throws when a table or column has no comment. */
async function snapshot(): Promise<Map<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'yiwang-db-'))
  const server = await startPostgres({ folder, settings: { fsync: 'off' }, port: 0 })
  try {
    await ensureLogins(server.url())
    await ensureDatabase(server.url(), 'yiwang')
    const url = loginUrl(server.url(), 'yiwang_owner', 'yiwang')
    await migrate(url, root)
    const missing = await uncommented(url)
    if (missing.length > 0) throw new Error(`No comment on ${missing.join(', ')}`)
    const files = new Map<string, string>([['types.ts', await rowTypes(url)]])
    for (const [table, text] of await describeTables(url)) files.set(`tables/${table}.txt`, text)
    return files
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Names of files below database/ that differ from the migrated database, or are there without reason. */
export async function schemaDrift(): Promise<string[]> {
  const wanted = await snapshot()
  const found = await readdir(join(root, 'database/tables')).catch(() => [])
  const surplus = found.map((name) => `tables/${name}`).filter((name) => !wanted.has(name))
  const differing: string[] = []
  for (const [name, text] of wanted) {
    const current = await readFile(join(root, 'database', name), 'utf8').catch(() => '')
    if (current !== text) differing.push(name)
  }
  return [...surplus, ...differing].map((name) => `database/${name}`)
}

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    const drift = await schemaDrift()
    for (const name of drift) console.log(`${name}: differs from the migrated database; run npm run db`)
    process.exitCode = drift.length > 0 ? 1 : 0
  } else {
    const wanted = await snapshot()
    await rm(join(root, 'database/tables'), { recursive: true, force: true })
    await mkdir(join(root, 'database/tables'), { recursive: true })
    for (const [name, text] of wanted) await writeFile(join(root, 'database', name), text)
    console.log(`database/: ${wanted.size - 1} tables`)
  }
}
