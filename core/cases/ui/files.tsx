import { useQueries } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { readOptions, Refused } from '#lib/ui'
import { getFile } from '#platform/files/contract'
import { loadFileGallery, loadFileUpload } from '#platform/files/ui'
import { useCaseWords } from './words.ts'

const FileUpload = lazy(() => loadFileUpload().then((module) => ({ default: module.FileUpload })))
const FileGallery = lazy(() => loadFileGallery().then((module) => ({ default: module.FileGallery })))

/** The ids in the value of a files field. */
export function fileIds(value: string | null | undefined): string[] {
  return (value ?? '').split(',').filter((id) => id !== '')
}

interface FilesProps {
  readonly ids: readonly string[]
  readonly onRemove?: (id: string) => void
}

/** Files by their ids: pictures as thumbnails that open large. What one may not see is only counted. */
export function Files({ ids, onRemove }: FilesProps) {
  const t = useCaseWords()
  const { files, hidden, pending } = useQueries({
    queries: ids.map((id) => ({
      ...readOptions(getFile, { params: { id } }),
      staleTime: 600_000,
      retry: (count: number, error: Error) => count < 2 && !(error instanceof Refused),
    })),
    combine: (answers) => ({
      files: answers.flatMap((answer) => answer.data ?? []),
      hidden: answers.filter((answer) => answer.isError).length,
      pending: answers.some((answer) => answer.isPending),
    }),
  })
  return (
    <Suspense fallback={<FilesOnTheirWay />}>
      {files.length === 0 ? null : (
        <FileGallery files={files} {...(onRemove === undefined ? {} : { onRemove: (file) => onRemove(file.id) })} />
      )}
      {hidden === 0 ? null : <span className="yw-quiet">{t('page.filesHidden', { count: hidden })}</span>}
      {pending && files.length === 0 ? <FilesOnTheirWay /> : null}
    </Suspense>
  )
}

/** As large as what comes: the page does not jump. */
function FilesOnTheirWay() {
  return <div className="case-wait case-wait-file" aria-busy />
}

interface FilesFieldProps {
  readonly most: number
  readonly first: boolean
  readonly onBusy: (busy: boolean) => void
  readonly value: string | null
  readonly onChange: (value: string | null) => void
}

/** Files to go with a case: dropped, chosen or pasted; they are the uploader's until the form is sent. */
export function FilesField({ most, first, onBusy, value, onChange }: FilesFieldProps) {
  const t = useCaseWords()
  const ids = fileIds(value)
  // Two uploads may end before the form is drawn again: the second must know of the first.
  const latest = useRef<readonly string[]>(ids)
  useEffect(() => {
    latest.current = fileIds(value)
  }, [value])
  const set = (next: readonly string[]) => {
    latest.current = next
    onChange(next.length === 0 ? null : next.join(','))
  }
  return (
    <div className="case-files">
      {ids.length < most ? (
        <Suspense fallback={<Skeleton.Button active block />}>
          <FileUpload small keys={first} onBusy={onBusy} onDone={(file) => set([...latest.current, file.id])} />
        </Suspense>
      ) : (
        <span className="yw-quiet yw-small">{t('act.filesFull', { count: most })}</span>
      )}
      {ids.length === 0 ? null : <Files ids={ids} onRemove={(id) => set(ids.filter((one) => one !== id))} />}
    </div>
  )
}
