/** The door of `lib/postgres`: a real PostgreSQL in a folder, and the claim of one Yiwang server per database. */
export { claimServer } from './claim-server.ts'
export type { ServerClaim } from './claim-server.ts'
export { PostgresFailed, ServerAlreadyRunning } from './failures.ts'
export { joinPostgres, startPostgres } from './start-postgres.ts'
export type { PostgresOptions, PostgresServer } from './start-postgres.ts'
