// The thread in which pictures are made: decoding them there keeps their work and their memory away from requests.
import { parentPort } from 'node:worker_threads'
import sharp, { type Sharp } from 'sharp'
import type { PictureJob, PictureMade, PictureResult } from './make-pictures.ts'

// One picture after the other: two at once would only share the same cores and double the memory.
sharp.concurrency(1)
sharp.cache(false)

const maxSeconds = 30

async function make({ id, bytes, maxPixels }: PictureJob): Promise<PictureResult> {
  const input = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const open = (): Sharp =>
    sharp(input, { limitInputPixels: maxPixels, failOn: 'error', pages: 1 })
      .timeout({ seconds: maxSeconds })
      .autoOrient()
  const { exif, hasAlpha } = await sharp(input, { limitInputPixels: maxPixels }).metadata()
  const within = (side: number) => ({ width: side, height: side, fit: 'inside', withoutEnlargement: true }) as const
  // Metadata stays behind: sharp writes none unless told to.
  const shown = hasAlpha
    ? open().resize(within(4096)).webp({ quality: 85, effort: 2 })
    : open().resize(within(4096)).jpeg({ quality: 85 })
  const show = await encode('show', hasAlpha ? 'image/webp' : 'image/jpeg', shown)
  const large = await encode('large', 'image/webp', open().resize(within(1280)).webp({ quality: 80, effort: 2 }))
  const small = await encode('small', 'image/webp', sharp(large.bytes).resize(within(320)).webp({ quality: 75 }))
  return { id, made: { exif: exif === undefined ? undefined : new Uint8Array(exif), pictures: [show, large, small] } }
}

async function encode(name: 'show' | 'large' | 'small', type: string, picture: Sharp): Promise<PictureMade> {
  const { data, info } = await picture.toBuffer({ resolveWithObject: true })
  return { name, type, width: info.width, height: info.height, bytes: new Uint8Array(data) }
}

const port = parentPort!
port.on('message', (job: PictureJob) => {
  make(job).then(
    (result) => port.postMessage(result),
    (error: unknown) => port.postMessage({ id: job.id, fault: (error as Error).message } satisfies PictureResult),
  )
})
