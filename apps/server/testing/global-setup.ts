import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { ensureDatabase, ensureLogins, loginUrl, migrate, withClient } from '#lib/db'
import { startPostgres } from '#lib/postgres'
import { loadCity, readCity } from '../city.ts'

const root = join(import.meta.dirname, '../../..')

declare module 'vitest' {
  export interface ProvidedContext {
    superUrl: string
    template: string
    /** migrated, without the data of any city */
    emptyTemplate: string
  }
}

/**
 * One PostgreSQL for a whole test run, with a migrated and loaded template database that every test file clones,
 * and a migrated one without a city.
 * YIWANG_TEST_POSTGRES_BIN names the programs of another PostgreSQL to run the same tests on.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'yiwang-test-'))
  const binaries = process.env['YIWANG_TEST_POSTGRES_BIN']
  const server = await startPostgres({
    folder,
    port: 0,
    ...(binaries === undefined ? {} : { binaries }),
    // Nobody needs these rows after the run; fsync would only make the tests slow.
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  })
  const template = 'yiwang_template'
  const emptyTemplate = 'yiwang_template_empty'
  try {
    await ensureLogins(server.url())
    await ensureDatabase(server.url(), emptyTemplate)
    await migrate(loginUrl(server.url(), 'yiwang_owner', emptyTemplate), root, ['yiwang_web', 'yiwang_worker'])
    await withClient(server.url(), (client) =>
      client.query(`create database ${template} template ${emptyTemplate} owner yiwang_owner`),
    )
    const city = await readCity('songjiang')
    await withClient(loginUrl(server.url(), 'yiwang_owner', template), (client) => loadCity(client, city, true))
  } catch (error) {
    await server.stop()
    throw error
  }
  project.provide('superUrl', server.url())
  project.provide('template', template)
  project.provide('emptyTemplate', emptyTemplate)
  return async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
