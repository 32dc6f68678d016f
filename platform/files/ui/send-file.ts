import { ask, newId, Refused, remember, remembered, serverNow, Unreachable } from '#lib/ui'
import {
  cancelUpload,
  completeUpload,
  createUpload,
  getUpload,
  putPart,
  type FileView,
  type Upload,
} from '../contract.ts'

/** What is told while a file is sent. */
export interface Sending {
  /** bytes the server has */
  progress(offset: number): void
  /** went on where an earlier attempt had ended */
  resumed(offset: number): void
  interrupted(): void
  completing(): void
}

/** So often in a row a part is sent again after a broken connection: with growing pauses, some three minutes. */
const patience = 25
const pauseOf = (attempt: number) => Math.min(1000 * 2 ** attempt, 8000)

/** Where an upload of the same file is remembered: chosen again after a reload, it goes on. */
function memoryOf(file: File): string {
  return `yiwang.upload.${file.name}|${file.size}|${file.lastModified}`
}

const command = () => ({ id: newId(), occurredAt: new Date(serverNow()).toISOString() })

/**
 * Sends a file in parts and completes it. Broken connections are waited out, and what the server has is not sent again.
 * Throws `Refused`, `Unreachable` after long waiting, or the signal's reason.
 */
export async function sendFile(file: File, told: Sending, signal: AbortSignal): Promise<FileView> {
  const key = memoryOf(file)
  let upload = (await resume(key)) ?? (await patiently(() => begin(file, key), told, signal))
  if (upload.offset > 0) told.resumed(upload.offset)
  while (upload.fileId === null && upload.offset < file.size) {
    const { id, offset, partSize } = upload
    const body = new Uint8Array(await file.slice(offset, offset + partSize).arrayBuffer())
    upload = await patiently(() => put(id, offset, body), told, signal).catch(async (error: unknown) => {
      // Refused for what it is: nothing of it is kept, here or there.
      if (error instanceof Refused && error.problem.status < 500) await abandonFile(file)
      throw error
    })
    told.progress(upload.offset)
  }
  told.completing()
  const done = command()
  try {
    return await patiently(() => ask(completeUpload, { params: { id: upload.id }, body: done }), told, signal)
  } finally {
    if (!signal.aborted) remember(key, null)
  }
}

/** Gives up what was begun of a file. */
export async function abandonFile(file: File): Promise<void> {
  const id = remembered(memoryOf(file))
  remember(memoryOf(file), null)
  if (id !== null) await ask(cancelUpload, { params: { id }, body: command() }).catch(() => undefined)
}

async function begin(file: File, key: string): Promise<Upload> {
  const body = { ...command(), name: file.name, size: file.size }
  const upload = await ask(createUpload, { body })
  remember(key, upload.id)
  return upload
}

async function resume(key: string): Promise<Upload | undefined> {
  const id = remembered(key)
  if (id === null) return undefined
  return ask(getUpload, { params: { id } }).catch(() => undefined)
}

/** Sends a part. What was taken for lost may have arrived: then the server says where to go on. */
async function put(id: string, offset: number, body: Uint8Array<ArrayBuffer>): Promise<Upload> {
  try {
    return await ask(putPart, { params: { id }, query: { offset }, body })
  } catch (error) {
    if (error instanceof Refused && error.problem.type === 'files.out_of_order')
      return ask(getUpload, { params: { id } })
    throw error
  }
}

async function patiently<T>(work: () => Promise<T>, told: Sending, signal: AbortSignal): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    signal.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      const passing = error instanceof Unreachable || (error instanceof Refused && error.problem.status === 503)
      if (!passing || attempt >= patience) throw error
      told.interrupted()
      await new Promise((resolve) => setTimeout(resolve, pauseOf(attempt)))
    }
  }
}
