import type pg from 'pg'
import { withClient } from './client.ts'

interface Column {
  schema: string
  table: string
  tableComment: string | null
  column: string
  type: string
  notNull: boolean
  default: string | null
  generated: boolean
  comment: string | null
}

// pgboss belongs to the package of that name: its tables are described there, and change with it, not with us.
const foreign = `('pg_catalog', 'information_schema', 'pg_toast', 'pgboss')`

const columnsSql = `
  select n.nspname as schema, c.relname as table, obj_description(c.oid, 'pg_class') as "tableComment",
    a.attname as column, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as "notNull",
    pg_get_expr(d.adbin, d.adrelid) as default, (a.attidentity <> '' or a.attgenerated <> '') as generated,
    col_description(c.oid, a.attnum) as comment
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relkind in ('r', 'p', 'v') and not c.relispartition
    and n.nspname not in ${foreign}
  order by 1, 2, a.attnum`

const detailSql = `
  select n.nspname || '.' || c.relname as table, 1 as part, x.line from pg_class c join pg_namespace n on n.oid = c.relnamespace
  cross join lateral (
    select 'index ' || replace(pg_get_indexdef(i.indexrelid), ' USING btree', '') as line
      from pg_index i left join pg_constraint k on k.conindid = i.indexrelid and k.contype in ('p', 'u') where i.indrelid = c.oid and k.oid is null
    union all
    select 'constraint ' || k.conname || ' ' || pg_get_constraintdef(k.oid)
      from pg_constraint k where k.conrelid = c.oid and k.contype <> 'n'
    union all
    select 'grant ' || string_agg(lower(a.privilege_type), ', ' order by a.privilege_type) || ' to ' || r.rolname
      from aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
      where r.rolname in ('yiwang_serving', 'yiwang_working') group by r.rolname
    union all
    select 'trigger ' || pg_get_triggerdef(t.oid) from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal
    union all
    select 'policy ' || p.polname || ' ' || coalesce(pg_get_expr(p.polqual, p.polrelid), '') from pg_policy p where p.polrelid = c.oid
  ) x
  where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ${foreign}
  order by 1, 3`

async function readColumns(client: pg.Client): Promise<Map<string, Column[]>> {
  const { rows } = await client.query<Column>(columnsSql)
  return Map.groupBy(rows, (row) => `${row.schema}.${row.table}`)
}

/** A text per table (`schema.table` → columns, constraints, indexes, grants, comments), for review in a diff. */
export async function describeTables(url: string): Promise<Map<string, string>> {
  return withClient(url, async (client) => {
    const tables = await readColumns(client)
    const details = Map.groupBy(
      (await client.query<{ table: string; line: string }>(detailSql)).rows,
      (row) => row.table,
    )
    return new Map(
      [...tables].map(([name, columns]) => {
        const lines = [`${name}: ${columns[0]!.tableComment ?? ''}`, '']
        for (const column of columns) {
          const rest = [
            column.notNull ? 'not null' : '',
            column.generated ? 'generated' : (column.default ?? '') && `default ${column.default}`,
          ]
          lines.push(
            `  ${column.column} ${column.type} ${rest.filter(Boolean).join(' ')}`.trimEnd() +
              `  -- ${column.comment ?? ''}`,
          )
        }
        lines.push('', ...(details.get(name) ?? []).map((row) => `  ${row.line}`))
        return [name, `${lines.join('\n').trimEnd()}\n`]
      }),
    )
  })
}

/** Tables and columns without a comment: every one must have one. */
export async function uncommented(url: string): Promise<string[]> {
  return withClient(url, async (client) => {
    const missing: string[] = []
    for (const [name, columns] of await readColumns(client)) {
      if (!columns[0]!.tableComment) missing.push(name)
      for (const column of columns) if (!column.comment) missing.push(`${name}.${column.column}`)
    }
    return missing
  })
}

/** The TypeScript file of row types, made from the migrated database; comments become JSDoc. */
export async function rowTypes(url: string): Promise<string> {
  return withClient(url, async (client) => {
    const tables = await readColumns(client)
    const lines = [
      '// Generated from the migrated database by `npm run db`. Do not edit.',
      "import type { ColumnType, Generated } from 'kysely'",
      '',
      'type Moment = ColumnType<Date, Date | string, Date | string>',
      'type DefaultMoment = ColumnType<Date, Date | string | undefined, Date | string>',
      '/** read as a value, written as JSON text: an array would otherwise become a PostgreSQL array */',
      'type Jsonb = ColumnType<unknown, string, string>',
      'type DefaultJsonb = ColumnType<unknown, string | undefined, string>',
      '',
    ]
    for (const [name, columns] of tables) {
      lines.push(`/** ${columns[0]!.tableComment ?? ''} */`, `export interface ${typeName(name)} {`)
      for (const column of columns) {
        lines.push(`  /** ${column.comment ?? ''} */`, `  ${column.column}: ${columnType(column)}`)
      }
      lines.push('}', '')
    }
    lines.push('/** Every table by its schema and name. */', 'export interface Database {')
    for (const name of tables.keys()) lines.push(`  '${name}': ${typeName(name)}`)
    lines.push('}', '')
    return lines.join('\n')
  })
}

function typeName(table: string): string {
  return table
    .split(/[._]/)
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join('')
}

const types: Record<string, string> = {
  uuid: 'string',
  text: 'string',
  date: 'string',
  xid8: 'string',
  tsvector: 'string',
  integer: 'number',
  smallint: 'number',
  bigint: 'number',
  'double precision': 'number',
  boolean: 'boolean',
  bytea: 'Buffer',
  'timestamp with time zone': 'Moment',
  jsonb: 'Jsonb',
}

function columnType(column: Column): string {
  const array = column.type.endsWith('[]')
  const base = types[array ? column.type.slice(0, -2) : column.type]
  if (base === undefined)
    throw new Error(`${column.schema}.${column.table}.${column.column}: no TypeScript type for ${column.type}`)
  const given = column.generated || column.default !== null
  // Kysely does not look into a Generated<ColumnType<…>>: these two have a name of their own for it.
  if (given && (base === 'Moment' || base === 'Jsonb')) return `Default${base}${column.notNull ? '' : ' | null'}`
  const type = `${base}${array ? '[]' : ''}${column.notNull ? '' : ' | null'}`
  return given ? `Generated<${type}>` : type
}
