import type { Pool } from '#lib/db'
import { bringPictures, type FileDesk, type SampleFile } from '#platform/files'
import { drawSample, scenes } from './draw-sample.ts'
import type { MadePhoto } from './maker.ts'

/** Makes of sample pictures the files that show them. */
export type Gallery = (photos: readonly MadePhoto[]) => SampleFile[]

const names = { before: '示例-处置前.jpg', after: '示例-处置后.jpg' } as const

/** Draws every sample picture and brings it into the store. Takes some seconds, beside what else is done. */
export async function hangGallery(files: FileDesk, pool: Pool): Promise<Gallery> {
  const shown = scenes.flatMap((scene) => (['before', 'after'] as const).map((when) => ({ scene, when })))
  const drawn: Buffer[] = []
  for (const { scene, when } of shown) drawn.push(await drawSample(scene, when))
  const brought = await bringPictures(files, pool, drawn)
  const pictures = new Map(shown.map(({ scene, when }, at) => [`${scene} ${when}`, brought[at]!]))
  return (photos) =>
    photos.map(({ id, caseId, scene, when, at, by, place }) => ({
      id,
      name: names[when],
      picture: pictures.get(`${scene} ${when}`)!,
      module: 'cases',
      subjectId: caseId,
      by,
      at: new Date(at),
      place,
    }))
}
