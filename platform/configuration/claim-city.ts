import type pg from 'pg'

/**
 * Says that a database holds a city. Throws when it holds another one: two cities' units and areas in one database could
 * never be told apart again. Runs with the migrating login, in the caller's transaction.
 */
export async function claimCity(client: pg.Client, code: string): Promise<void> {
  await client.query('insert into configuration.installation (city) values ($1) on conflict do nothing', [code])
  const { rows } = await client.query<{ city: string }>('select city from configuration.installation')
  const { city } = rows[0]!
  if (city !== code)
    throw new Error(`This database holds the city ${city}, not ${code}: set YIWANG_CITY, or take another database`)
}
