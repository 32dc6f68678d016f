import { randomUUID } from 'node:crypto'
import type { TestServer } from '#apps/server/testing'
import { listUnits } from '#platform/org/contract'
import { hashPassword } from '#lib/crypto'
import { withClient } from '#lib/db'
import type { TestClient } from '#lib/testing'
import { createAccount, grantPost, logIn, type PostScope } from '../contract.ts'

/** The envelope of a new command. */
export function command(): { id: string; occurredAt: string } {
  return { id: randomUUID(), occurredAt: new Date().toISOString() }
}

/** A post that reaches as its role says, without an end. */
export const asTheRoleSays = {
  validTo: null,
  reach: null,
  units: null,
  places: null,
  categories: null,
  sensitivity: null,
} satisfies PostScope & { validTo: null }

export const ownPassword = 'Willow-river-72'

/** The three officers, logged in, and short ways to make people. */
export interface Office {
  readonly admin: TestClient
  readonly security: TestClient
  readonly audit: TestClient
  /** unit code → id */
  readonly units: ReadonlyMap<string, string>
  /** an account with a password of its own and these posts (role, unit code) */
  person(name: string, posts: readonly (readonly [string, string])[]): Promise<Person>
}

interface Person {
  readonly id: string
  readonly username: string
  /** ids of the posts, in order */
  readonly posts: readonly string[]
  /** logs in */
  enter(): Promise<TestClient>
}

/** Logs the officers in on a test server. */
export async function office(server: TestServer): Promise<Office> {
  const [admin, security, audit] = await Promise.all([server.as('admin'), server.as('security'), server.as('audit')])
  const units = new Map((await admin.ask(listUnits, {})).items.map((unit) => [unit.code, unit.id]))
  // Few rounds: the tests hash a hundred times what a person hashes once.
  const hash = await hashPassword(ownPassword, 1000)
  let count = 0
  return {
    admin,
    security,
    audit,
    units,
    async person(name, wanted) {
      const username = `person${++count}`
      const { id } = await admin.ask(createAccount, { body: { ...command(), username, name } })
      await withClient(server.database.superUrl, (client) =>
        client.query('update identity.account set password_hash = $2 where id = $1', [id, hash]),
      )
      const posts: string[] = []
      for (const [role, unit] of wanted) {
        const body = { ...command(), role, unitId: units.get(unit)!, ...asTheRoleSays }
        posts.push((await security.ask(grantPost, { params: { id }, body })).id)
      }
      return {
        id,
        username,
        posts,
        async enter() {
          const client = server.stranger()
          await client.ask(logIn, { body: { username, password: ownPassword } })
          return client
        },
      }
    },
  }
}
