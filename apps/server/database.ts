import { join } from 'node:path'
import { ensureDatabase, ensureLogins, loginUrl, migrate } from '#lib/db'
import type { Settings } from '#lib/kernel'
import { claimServer, joinPostgres, startPostgres } from '#lib/postgres'

const root = join(import.meta.dirname, '../..')

/** A migrated database and the logins for it. */
export interface OpenDatabase {
  readonly webUrl: string
  readonly workerUrl: string
  readonly migrationUrl: string
  /** settles when the claim on the database is lost: another server may take over */
  readonly lost: Promise<Error>
  close(): Promise<void>
}

/**
 * Opens the installation's database: an existing server by its URL, else the embedded one. `server` claims it for the
 * one live server; `tool` (command line) works beside a running server and starts the embedded one only if nobody has.
 */
export async function openDatabase(settings: Settings, as: 'server' | 'tool', say: (line: string) => void): Promise<OpenDatabase> {
  if (settings.databaseUrl !== undefined) {
    const claim = as === 'server' ? await claimServer(settings.databaseUrl) : undefined
    await migrate(settings.migrationUrl!, root, [settings.databaseUrl, settings.workerUrl!].map((url) => decodeURIComponent(new URL(url).username)))
    return {
      webUrl: settings.databaseUrl,
      workerUrl: settings.workerUrl!,
      migrationUrl: settings.migrationUrl!,
      lost: claim?.lost ?? new Promise(() => undefined),
      close: async () => claim?.release(),
    }
  }
  const folder = join(settings.dataFolder, 'postgres')
  const server = (as === 'tool' ? await joinPostgres({ folder }) : undefined) ?? (await startPostgres({ folder, say }))
  let claim: Awaited<ReturnType<typeof claimServer>> | undefined
  try {
    if (as === 'server') claim = await claimServer(server.url())
    await ensureLogins(server.url())
    await ensureDatabase(server.url(), 'yiwang')
    const migrationUrl = loginUrl(server.url(), 'yiwang_owner', 'yiwang')
    await migrate(migrationUrl, root, ['yiwang_web', 'yiwang_worker'])
    return {
      webUrl: loginUrl(server.url(), 'yiwang_web', 'yiwang'),
      workerUrl: loginUrl(server.url(), 'yiwang_worker', 'yiwang'),
      migrationUrl,
      lost: claim?.lost ?? new Promise(() => undefined),
      async close() {
        await claim?.release()
        await server.stop()
      },
    }
  } catch (error) {
    await claim?.release()
    await server.stop()
    throw error
  }
}
