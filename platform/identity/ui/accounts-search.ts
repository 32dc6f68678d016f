import { accountSorts } from '../contract.ts'

/** What the address of the account list says. */
export interface AccountsSearch {
  readonly q?: string
  readonly role?: string
  readonly unitId?: string
  readonly state?: 'enabled' | 'disabled' | 'locked'
  readonly sort?: (typeof accountSorts)[number]
  readonly page?: number
}

/** Reads the address; what it says wrongly is as if it were not said. */
export function parseAccountsSearch(search: Readonly<Record<string, unknown>>): AccountsSearch {
  const text = (key: string): string | undefined =>
    typeof search[key] === 'string' && search[key] !== '' ? search[key] : undefined
  const [q, role, unitId] = [text('q'), text('role'), text('unitId')]
  const state = (['enabled', 'disabled', 'locked'] as const).find((one) => one === search['state'])
  const sort = accountSorts.find((one) => one === search['sort'])
  const page = Number(search['page'])
  return {
    ...(q === undefined ? {} : { q }),
    ...(role === undefined ? {} : { role }),
    ...(unitId === undefined || !/^[0-9a-f-]{36}$/i.test(unitId) ? {} : { unitId }),
    ...(state === undefined ? {} : { state }),
    ...(sort === undefined ? {} : { sort }),
    ...(Number.isInteger(page) && page > 1 ? { page } : {}),
  }
}
