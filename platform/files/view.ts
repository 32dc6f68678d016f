import type { FileView, Sort } from './contract.ts'
import type { FileRow } from './store.ts'

type Datum = NonNullable<FileView['place']>['datum']

/** A file's row as it is told. */
export function toView(row: FileRow): FileView {
  return {
    id: row.id,
    name: row.name,
    sort: row.sort as Sort,
    type: row.type,
    size: row.size,
    state: row.state as FileView['state'],
    finding: row.finding,
    uploadedBy: { id: row.account_id, name: row.account_name, unitName: row.unit_name },
    createdAt: row.created_at.toISOString(),
    subject: row.module === null ? null : { module: row.module, id: row.subject_id! },
    width: row.width,
    height: row.height,
    takenAt: row.taken_at?.toISOString() ?? null,
    place: row.lon === null ? null : { lon: row.lon, lat: row.lat!, datum: row.datum as Datum },
    variants: row.variants.map(({ name, width, height }) => ({ name, width, height })),
  }
}
