import {
  AudioOutlined,
  CloseOutlined,
  DownloadOutlined,
  EnvironmentOutlined,
  FileTextOutlined,
} from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { urlOf } from '#lib/http/contract'
import { shortTime } from '#lib/ui'
import { getContent, type FileView } from '../contract.ts'
import { OriginalButton } from './OriginalButton.tsx'
import { PictureView } from './PictureView.tsx'
import { sizeText } from './sizes.ts'
import { useFileWords } from './words.ts'
import './files.css'

/** The address of a file's content. */
export function contentUrl(
  file: FileView,
  query: { variant?: 'show' | 'large' | 'small'; download?: boolean } = {},
): string {
  return urlOf(getContent, { params: { id: file.id }, query })
}

interface FileGalleryProps {
  readonly files: readonly FileView[]
  /** they may be taken away again */
  readonly onRemove?: (file: FileView) => void
}

/** Shows files: pictures as thumbnails that open large, films and recordings to play, documents to download. */
export function FileGallery({ files, onRemove }: FileGalleryProps) {
  const t = useFileWords()
  const [open, setOpen] = useState<number | undefined>(undefined)
  if (files.length === 0) return <p className="yw-quiet">{t('gallery.empty')}</p>
  const pictures = files.filter((file) => file.sort === 'picture' && file.state === 'ready')
  return (
    <div className="files-gallery">
      {pictures.length === 0 ? null : (
        <ul className="files-thumbs" aria-label={t('sort.picture')}>
          {pictures.map((file, index) => (
            <li key={file.id}>
              <button
                type="button"
                className="files-thumb"
                aria-label={t('gallery.open', { name: file.name })}
                onClick={() => setOpen(index)}
              >
                <img src={contentUrl(file, { variant: 'small' })} alt="" loading="lazy" />
              </button>
              {onRemove === undefined ? null : <RemoveButton file={file} onRemove={onRemove} />}
              <div className="files-thumb-notes yw-small yw-quiet">
                <span className="yw-number">
                  {file.takenAt === null ? shortTime(file.createdAt) : shortTime(file.takenAt)}
                </span>
                {file.place === null ? null : <EnvironmentOutlined title={t('gallery.placed', placeOf(file))} />}
              </div>
            </li>
          ))}
        </ul>
      )}
      <ul className="files-rows">
        {files
          .filter((file) => !pictures.includes(file))
          .map((file) => (
            <FileRow key={file.id} file={file} onRemove={onRemove} />
          ))}
      </ul>
      {open === undefined ? null : (
        <PictureView files={pictures} at={open} onMove={setOpen} onClose={() => setOpen(undefined)} />
      )}
    </div>
  )
}

/** Degrees as they are shown: five places are a metre. */
export function placeOf(file: FileView): { lat: string; lon: string } {
  return { lat: file.place?.lat.toFixed(5) ?? '', lon: file.place?.lon.toFixed(5) ?? '' }
}

function RemoveButton({ file, onRemove }: { readonly file: FileView; readonly onRemove: (file: FileView) => void }) {
  const t = useFileWords()
  return (
    <Button
      className="files-remove"
      size="small"
      icon={<CloseOutlined aria-hidden />}
      aria-label={t('upload.remove', { name: file.name })}
      onClick={() => onRemove(file)}
    />
  )
}

interface FileRowProps {
  readonly file: FileView
  readonly onRemove: FileGalleryProps['onRemove']
}

function FileRow({ file, onRemove }: FileRowProps) {
  const t = useFileWords()
  const ready = file.state === 'ready'
  return (
    <li className="files-row">
      {file.sort === 'audio' ? <AudioOutlined aria-hidden /> : <FileTextOutlined aria-hidden />}
      <div className="files-row-text">
        <span className="files-item-name" title={file.name}>
          {file.name}
        </span>
        <span className="yw-quiet yw-small">
          {t(`sort.${file.sort}`)} · <span className="yw-number">{sizeText(file.size)}</span> ·{' '}
          {t('gallery.by', { name: file.uploadedBy.name, unit: file.uploadedBy.unitName })}
        </span>
        {ready ? <Player file={file} /> : null}
      </div>
      {ready ? (
        <Button size="small" icon={<DownloadOutlined aria-hidden />} href={contentUrl(file, { download: true })}>
          {t('gallery.download')}
        </Button>
      ) : (
        <span className={file.state === 'processing' ? 'yw-quiet' : 'files-fault'}>{t(`state.${file.state}`)}</span>
      )}
      {file.state === 'broken' ? <OriginalButton file={file} /> : null}
      {onRemove === undefined ? null : <RemoveButton file={file} onRemove={onRemove} />}
    </li>
  )
}

/** Plays what a browser can play; AMR it cannot. What people film in the street has no captions. */
function Player({ file }: { readonly file: FileView }) {
  // oxlint-disable-next-line jsx-a11y/media-has-caption
  if (file.sort === 'video') return <video className="files-video" controls preload="metadata" src={contentUrl(file)} />
  if (file.sort !== 'audio' || file.type === 'audio/amr') return null
  // oxlint-disable-next-line jsx-a11y/media-has-caption
  return <audio controls preload="none" src={contentUrl(file)} />
}
