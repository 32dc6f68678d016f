import {
  CloseOutlined,
  DownloadOutlined,
  LeftOutlined,
  RightOutlined,
  ZoomInOutlined,
  ZoomOutOutlined,
} from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { fullTime } from '#lib/ui'
import type { FileView } from '../contract.ts'
import { contentUrl, placeOf } from './FileGallery.tsx'
import { OriginalButton } from './OriginalButton.tsx'
import { useFileWords } from './words.ts'

interface PictureViewProps {
  readonly files: readonly FileView[]
  readonly at: number
  readonly onMove: (at: number) => void
  readonly onClose: () => void
}

const steps = [1, 1.5, 2, 3, 4] as const

/** A picture over the whole window: arrows to the next, plus and minus to zoom, the wheel too, Esc to close. */
export function PictureView({ files, at, onMove, onClose }: PictureViewProps) {
  const t = useFileWords()
  const dialog = useRef<HTMLDialogElement>(null)
  const [step, setStep] = useState(0)
  const file = files[at]!
  const move = (by: number) => {
    setStep(0)
    onMove((at + by + files.length) % files.length)
  }
  const zoom = (by: number) => setStep((now) => Math.max(0, Math.min(steps.length - 1, now + by)))
  useEffect(() => {
    const before = document.activeElement
    dialog.current?.showModal()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  const keys: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => move(-1),
    ArrowRight: () => move(1),
    '+': () => zoom(1),
    '=': () => zoom(1),
    '-': () => zoom(-1),
  }
  const name = t('gallery.open', { name: file.name })
  return createPortal(
    <dialog
      ref={dialog}
      className="files-view"
      aria-label={name}
      onCancel={onClose}
      onKeyDown={(event) => {
        const run = keys[event.key]
        // Inside the dialog that asks for a reason, keys are for writing.
        if (run === undefined || (event.target instanceof Element && event.target.closest('input, textarea') !== null))
          return
        event.preventDefault()
        event.stopPropagation()
        run()
      }}
    >
      <header>
        <span className="files-item-name">{file.name}</span>
        <span className="yw-number">{t('gallery.position', { at: at + 1, count: files.length })}</span>
        <span className="files-view-tools">
          <Tool
            label={t('gallery.zoomOut')}
            icon={<ZoomOutOutlined aria-hidden />}
            onClick={() => zoom(-1)}
            disabled={step === 0}
          />
          <Tool
            label={t('gallery.zoomIn')}
            icon={<ZoomInOutlined aria-hidden />}
            onClick={() => zoom(1)}
            disabled={step === steps.length - 1}
          />
          <Button
            type="text"
            icon={<DownloadOutlined aria-hidden />}
            aria-label={t('gallery.download')}
            title={t('gallery.download')}
            href={contentUrl(file, { download: true })}
          />
          <OriginalButton file={file} inside={dialog} />
          <Tool label={t('gallery.close')} icon={<CloseOutlined aria-hidden />} onClick={onClose} />
        </span>
      </header>
      <div className="files-view-stage" onWheel={(event) => zoom(event.deltaY < 0 ? 1 : -1)}>
        <img
          key={file.id}
          src={contentUrl(file, { variant: step === 0 ? 'large' : 'show' })}
          alt={file.name}
          className={step === 0 ? undefined : 'files-view-zoomed'}
          style={step === 0 ? undefined : { width: `${steps[step]! * 100}%` }}
        />
      </div>
      {files.length < 2 ? null : (
        <>
          <button
            type="button"
            className="files-view-side files-view-left"
            aria-label={t('gallery.previous')}
            onClick={() => move(-1)}
          >
            <LeftOutlined />
          </button>
          <button
            type="button"
            className="files-view-side files-view-right"
            aria-label={t('gallery.next')}
            onClick={() => move(1)}
          >
            <RightOutlined />
          </button>
        </>
      )}
      <footer className="yw-small">
        <Notes file={file} />
        <span>{t('gallery.by', { name: file.uploadedBy.name, unit: file.uploadedBy.unitName })}</span>
      </footer>
    </dialog>,
    document.body,
  )
}

function Notes({ file }: { readonly file: FileView }) {
  const t = useFileWords()
  if (file.takenAt === null && file.place === null) return <span>{t('gallery.noNotes')}</span>
  return (
    <>
      {file.takenAt === null ? null : (
        <span className="yw-number">{t('gallery.taken', { time: fullTime(file.takenAt) })}</span>
      )}
      {file.place === null ? null : (
        <span className="yw-number">
          {t('gallery.placed', placeOf(file))} ({t(`gallery.datum.${file.place.datum}`)})
        </span>
      )}
    </>
  )
}

interface ToolProps {
  readonly label: string
  readonly icon: React.ReactNode
  readonly onClick: () => void
  readonly disabled?: boolean
}

function Tool({ label, icon, onClick, disabled = false }: ToolProps) {
  return <Button type="text" icon={icon} aria-label={label} title={label} onClick={onClick} disabled={disabled} />
}
