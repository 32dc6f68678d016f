import { Type, type Static } from 'typebox'
import { route } from '#lib/http/contract'
import { columnsMissing, fileUnreadable, notAllowed, postExists, tooManyRows, usernameTaken } from './problems.ts'

const Count = Type.Integer({ minimum: 0 })

export const maxImportRows = 2_000
export const maxFirstPasswords = 20

export const AccountImportReport = Type.Object({
  fileName: Type.String(),
  encoding: Type.String(),
  dryRun: Type.Boolean(),
  rows: Count,
  accounts: Type.Integer({ minimum: 0, description: 'accounts that are made' }),
  renamed: Type.Integer({ minimum: 0, description: 'accounts whose name changes' }),
  phones: Type.Integer({ minimum: 0, description: 'telephone numbers that are set' }),
  posts: Type.Integer({ minimum: 0, description: 'posts that are given' }),
  unchanged: Type.Integer({ minimum: 0, description: 'rows that say what is so already' }),
  waiting: Type.Integer({
    minimum: 0,
    description: 'rows whose post the security administrator gives, by importing the same file',
  }),
  bad: Count,
  written: Type.Boolean({ description: 'whether anything was written' }),
  unused: Type.Array(Type.String(), { description: 'headings of columns that are not read' }),
  faults: Type.Array(
    Type.Object({ row: Type.Integer(), column: Type.String(), value: Type.String(), fault: Type.String() }),
    { description: 'what is wrong, cell by cell; at most 1,000' },
  ),
})
export type AccountImportReport = Static<typeof AccountImportReport>

export const importAccounts = route({
  method: 'POST',
  url: '/accounts/import',
  summary:
    'Bring people in from a file: the system administrator makes accounts, the security administrator gives posts',
  query: Type.Object({
    fileName: Type.String({ minLength: 1, maxLength: 200 }),
    dryRun: Type.Optional(Type.Boolean()),
    goodRowsOnly: Type.Optional(Type.Boolean({ description: 'take the good rows although others are bad' })),
  }),
  consumes: 'bytes',
  maxBytes: 1024 * 1024,
  reply: AccountImportReport,
  problems: [notAllowed, fileUnreadable, columnsMissing, tooManyRows, usernameTaken, postExists],
})

export const listWithoutPassword = route({
  method: 'GET',
  url: '/accounts/without-password',
  summary: 'Ids of the accounts that have no password yet, at most 2,000',
  reply: Type.Object({ ids: Type.Array(Type.String({ format: 'uuid' })) }),
  problems: [notAllowed],
})

/** No command: a command's reply is stored, and this one holds passwords. */
export const giveFirstPasswords = route({
  method: 'POST',
  url: '/accounts/first-passwords',
  summary: 'Give accounts that have none a one-time password, told once; few at a time, since hashing takes its time',
  body: Type.Object({
    ids: Type.Array(Type.String({ format: 'uuid' }), { minItems: 1, maxItems: maxFirstPasswords, uniqueItems: true }),
  }),
  reply: Type.Object({
    items: Type.Array(Type.Object({ username: Type.String(), name: Type.String(), password: Type.String() })),
  }),
  problems: [notAllowed],
})
