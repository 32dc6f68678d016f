import { useCallback, useEffect, useRef, useState } from 'react'
import { ask, newId, Refused, useEvent, type Failure } from '#lib/ui'
import { FileBroken, FileInfected, FileReady, getFile, type FileView } from '../contract.ts'
import { abandonFile, sendFile } from './send-file.ts'

/** A file on its way. */
export interface UploadItem {
  readonly key: string
  readonly file: File
  /** an address of the picture on this machine, to show it before it is there */
  readonly preview: string | undefined
  readonly step: 'waiting' | 'sending' | 'completing' | 'processing' | 'failed' | 'refused'
  readonly sent: number
  readonly note: 'resumed' | 'interrupted' | undefined
  readonly failure: Failure | 'empty' | 'broken' | 'infected' | undefined
  readonly fileId: string | undefined
}

const atOnce = 2
const lookEvery = 3000

/** A no to the file itself: sent again, it would be the same. */
function isFinal(error: unknown): boolean {
  return error instanceof Refused && [413, 415, 422].includes(error.problem.status)
}

/** Uploads files, two at a time, and gives each to `onDone` when it may be looked at. */
export function useUploads(onDone: (file: FileView) => void) {
  const [items, setItems] = useState<readonly UploadItem[]>([])
  const running = useRef(new Map<string, AbortController>())
  const done = useRef(onDone)
  const all = useRef<readonly UploadItem[]>([])
  // Several looks at one file may be on their way at once, and all find it ready.
  const given = useRef(new Set<string>())
  useEffect(() => {
    done.current = onDone
    all.current = items
  })

  const change = useCallback((key: string, values: Partial<UploadItem>) => {
    setItems((now) => now.map((item) => (item.key === key ? { ...item, ...values } : item)))
  }, [])
  const drop = useCallback((key: string) => {
    const item = all.current.find((one) => one.key === key)
    if (item?.preview !== undefined) URL.revokeObjectURL(item.preview)
    setItems((now) => now.filter((one) => one.key !== key))
  }, [])

  const look = useCallback(
    async (key: string, fileId: string) => {
      const file = await ask(getFile, { params: { id: fileId } }).catch(() => undefined)
      if (file === undefined || file.state === 'processing') return
      if (file.state !== 'ready') return change(key, { step: 'refused', failure: file.state })
      if (given.current.has(key)) return
      given.current.add(key)
      drop(key)
      done.current(file)
    },
    [change, drop],
  )

  const run = useCallback(
    async (item: UploadItem) => {
      const abort = new AbortController()
      running.current.set(item.key, abort)
      change(item.key, { step: 'sending', failure: undefined, note: undefined })
      try {
        const file = await sendFile(
          item.file,
          {
            progress: (sent) => change(item.key, { sent, note: undefined }),
            resumed: (sent) => change(item.key, { sent, note: 'resumed' }),
            interrupted: () => change(item.key, { note: 'interrupted' }),
            completing: () => change(item.key, { step: 'completing', note: undefined }),
          },
          abort.signal,
        )
        change(item.key, { step: 'processing', fileId: file.id })
        void look(item.key, file.id)
      } catch (error) {
        if (!abort.signal.aborted)
          change(item.key, { step: isFinal(error) ? 'refused' : 'failed', failure: error as Failure })
      } finally {
        running.current.delete(item.key)
      }
    },
    [change, look],
  )

  // Whenever one ends, the next may begin.
  useEffect(() => {
    for (const item of items)
      if (item.step === 'waiting' && running.current.size < atOnce && !running.current.has(item.key)) void run(item)
  }, [items, run])

  const hear = ({ fileId }: { fileId: string }) => {
    const item = all.current.find((one) => one.fileId === fileId)
    if (item !== undefined) void look(item.key, fileId)
  }
  useEvent(FileReady, hear)
  useEvent(FileInfected, hear)
  useEvent(FileBroken, hear)
  const isWaiting = items.some((item) => item.step === 'processing')
  // What was said while the stream was away is seen by looking.
  useEffect(() => {
    if (!isWaiting) return
    const timer = setInterval(() => {
      for (const item of all.current)
        if (item.step === 'processing' && item.fileId !== undefined) void look(item.key, item.fileId)
    }, lookEvery)
    return () => clearInterval(timer)
  }, [isWaiting, look])

  // Leaving the page ends the sending, but not the upload: chosen again, the file goes on where it was.
  useEffect(
    () => () => {
      for (const abort of running.current.values()) abort.abort()
      for (const { preview } of all.current) if (preview !== undefined) URL.revokeObjectURL(preview)
    },
    [],
  )

  return {
    items,
    add: useCallback((files: Iterable<File>) => {
      const fresh = [...files].map<UploadItem>((file) => ({
        key: newId(),
        file,
        preview: /^image\/(?:jpeg|png|webp|gif)$/.test(file.type) ? URL.createObjectURL(file) : undefined,
        step: file.size === 0 ? 'refused' : 'waiting',
        sent: 0,
        note: undefined,
        failure: file.size === 0 ? 'empty' : undefined,
        fileId: undefined,
      }))
      setItems((now) => [...now, ...fresh])
    }, []),
    retry: useCallback((key: string) => change(key, { step: 'waiting', failure: undefined }), [change]),
    remove: useCallback(
      (key: string) => {
        const item = all.current.find((one) => one.key === key)
        running.current.get(key)?.abort()
        drop(key)
        if (item !== undefined && item.fileId === undefined) void abandonFile(item.file)
      },
      [drop],
    ),
  }
}
