import { CameraOutlined, CloseOutlined, FileOutlined, InboxOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { FileDrop, Refused, useFailureText, useKeys, useRead } from '#lib/ui'
import { getFileRules, type FileView } from '../contract.ts'
import { megabytes, sizeText } from './sizes.ts'
import { useUploads, type UploadItem } from './use-uploads.ts'
import { useFileWords } from './words.ts'
import './files.css'

interface FileUploadProps {
  readonly onDone: (file: FileView) => void
  /** whether the page's pasted files and its key are this one's: of several on a page only one may have them */
  readonly keys?: boolean
  /** hears whether files are on their way: a form that is sent then would go without them */
  readonly onBusy?: (busy: boolean) => void
  /** one line, for a field among others */
  readonly small?: boolean
}

/**
 * Takes files: dropped, pasted, chosen, or from the camera of a telephone. Each is given to `onDone` when it has been
 * checked; what is refused stays in sight with the reason.
 */
export function FileUpload({ onDone, onBusy, keys = true, small = false }: FileUploadProps) {
  const t = useFileWords()
  const rules = useRead(getFileRules, {}, { staleTime: Infinity }).data
  const { items, add, retry, remove } = useUploads(onDone)
  const busy = items.some((item) => item.step !== 'failed' && item.step !== 'refused')
  useEffect(() => {
    onBusy?.(busy)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- told when it changes, not when the listener does
  }, [busy])
  const input = useRef<HTMLInputElement>(null)
  useKeys(
    t('upload.label'),
    keys ? [{ keys: 'o', label: t('upload.keys.choose'), run: () => input.current?.click() }] : [],
  )
  useEffect(() => {
    if (!keys) return
    const paste = (event: ClipboardEvent) => {
      const files = event.clipboardData?.files
      if (files === undefined || files.length === 0) return
      event.preventDefault()
      add(files)
    }
    document.addEventListener('paste', paste)
    return () => document.removeEventListener('paste', paste)
  }, [add, keys])
  const accept = rules?.types.flatMap(({ type, ending }) => [type, `.${ending}`]).join(',')
  return (
    <div className="files-upload">
      <FileDrop multiple small={small} accept={accept} name={t('upload.choose')} input={input} onFiles={add}>
        <InboxOutlined aria-hidden />
        <b>{t('upload.drop')}</b>
        <span className="yw-quiet yw-small">
          {rules === undefined
            ? '\u00a0'
            : t('upload.accepts', {
                types: [...new Set(rules.types.map(({ ending }) => ending.toUpperCase()))].join(' '),
                picture: megabytes(rules.limits['picture']),
                video: megabytes(rules.limits['video']),
              })}
        </span>
      </FileDrop>
      {matchMedia('(pointer: coarse)').matches ? (
        <label className="files-camera">
          <CameraOutlined aria-hidden /> {t('upload.camera')}
          <input
            className="yw-hidden"
            type="file"
            accept="image/*"
            capture="environment"
            onChange={(event) => add(event.target.files ?? [])}
          />
        </label>
      ) : null}
      {items.length === 0 ? null : (
        <ul className="files-items" aria-label={t('upload.list')}>
          {items.map((item) => (
            <Item key={item.key} item={item} onRetry={() => retry(item.key)} onRemove={() => remove(item.key)} />
          ))}
        </ul>
      )}
    </div>
  )
}

interface ItemProps {
  readonly item: UploadItem
  readonly onRetry: () => void
  readonly onRemove: () => void
}

function Item({ item, onRetry, onRemove }: ItemProps) {
  const t = useFileWords()
  const { file, step, sent, failure } = item
  const failed = step === 'failed' || step === 'refused'
  const percent = Math.floor((100 * sent) / Math.max(1, file.size))
  const label = t('upload.remove', { name: file.name })
  const fault = useFault(failure)
  const progress = useStep(item, percent)
  // Called a picture, but none.
  const [unreadable, setUnreadable] = useState(false)
  return (
    <li className={failed ? 'files-item files-item-failed' : 'files-item'}>
      <span className="files-item-picture">
        {item.preview === undefined || unreadable ? (
          <FileOutlined aria-hidden />
        ) : (
          <img src={item.preview} alt="" onError={() => setUnreadable(true)} />
        )}
      </span>
      <div className="files-item-text">
        <div className="files-item-name" title={file.name}>
          {file.name}
        </div>
        <div className="yw-small" role={failed ? 'alert' : 'status'}>
          {failed ? <span className="files-fault">{fault}</span> : <span className="yw-quiet">{progress}</span>}
        </div>
        {failed ? null : (
          <progress
            max={100}
            value={step === 'waiting' ? 0 : step === 'sending' ? percent : 100}
            aria-label={file.name}
          />
        )}
      </div>
      <span className="yw-quiet yw-small yw-number">{sizeText(file.size)}</span>
      {step === 'failed' ? (
        <Button size="small" onClick={onRetry}>
          {t('upload.retry')}
        </Button>
      ) : null}
      <Button
        type="text"
        size="small"
        icon={<CloseOutlined aria-hidden />}
        aria-label={label}
        title={t('upload.removed')}
        onClick={onRemove}
      />
    </li>
  )
}

function useStep({ step, note }: UploadItem, percent: number): string {
  const t = useFileWords()
  if (note === 'interrupted') return t('upload.interrupted')
  if (step === 'sending') return t(note === 'resumed' ? 'upload.resumed' : 'upload.sending', { percent })
  return step === 'failed' || step === 'refused' ? '' : t(`upload.${step}`)
}

function useFault(failure: UploadItem['failure']): string {
  const t = useFileWords()
  const textOf = useFailureText()
  if (failure === undefined) return ''
  if (typeof failure === 'string') return t(`upload.${failure}`)
  return failure instanceof Refused ? textOf(failure) : t('upload.lost')
}
