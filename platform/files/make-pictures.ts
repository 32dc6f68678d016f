import { Worker } from 'node:worker_threads'
import sharp from 'sharp'

export interface PictureJob {
  readonly id: number
  readonly bytes: Uint8Array
  readonly maxPixels: number
}

export interface PictureMade {
  readonly name: 'show' | 'large' | 'small'
  readonly type: string
  readonly width: number
  readonly height: number
  readonly bytes: Uint8Array
}

export interface MadePictures {
  /** the EXIF block, unread */
  readonly exif: Uint8Array | undefined
  readonly pictures: readonly PictureMade[]
}

export type PictureResult =
  | { readonly id: number; readonly made: MadePictures }
  | { readonly id: number; readonly fault: string }

/** The picture cannot be read: damaged, cut off, or beyond a limit. */
export class PictureBroken extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'PictureBroken'
  }
}

export interface PictureMaker {
  /** Makes what is shown of a picture, upright and without the camera's notes. Throws PictureBroken. */
  make(bytes: Uint8Array, maxPixels: number): Promise<MadePictures>
  stop(): Promise<void>
}

/** Makes pictures in a thread of its own, which begins with the first one and is begun anew should it die. */
export function createPictureMaker(): PictureMaker {
  let thread: Worker | undefined
  let next = 0
  const waiting = new Map<number, { resolve: (made: MadePictures) => void; reject: (error: Error) => void }>()

  function begin(): Worker {
    const one = new Worker(new URL('./picture-thread.ts', import.meta.url))
    one.unref()
    one.on('message', (result: PictureResult) => {
      const asked = waiting.get(result.id)
      waiting.delete(result.id)
      if ('made' in result) asked?.resolve(result.made)
      else asked?.reject(new PictureBroken(result.fault))
    })
    const end = (error: Error): void => {
      if (thread === one) thread = undefined
      for (const { reject } of waiting.values()) reject(error)
      waiting.clear()
    }
    one.on('error', end)
    one.on('exit', (code) => end(new Error(`The thread that makes pictures ended with ${code}`)))
    return one
  }

  return {
    make(bytes, maxPixels) {
      thread ??= begin()
      const id = (next += 1)
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        thread!.postMessage({ id, bytes, maxPixels } satisfies PictureJob)
      })
    },
    async stop() {
      await thread?.terminate()
    },
  }
}

/** How large a picture says it is, from its head alone. Throws PictureBroken. */
export async function measurePicture(bytes: Uint8Array): Promise<{ width: number; height: number }> {
  const { width, height } = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => {
      throw new PictureBroken((error as Error).message)
    })
  return { width, height }
}
