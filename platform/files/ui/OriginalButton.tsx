import { SafetyCertificateOutlined } from '@ant-design/icons'
import { Button, Input, Modal } from 'antd'
import { useState, type RefObject } from 'react'
import { FailureAlert, useCall } from '#lib/ui'
import { getOriginal, type FileView } from '../contract.ts'
import { useFileWords } from './words.ts'

interface OriginalButtonProps {
  readonly file: FileView
  /** the dialog it stands in, over which its own must lie */
  readonly inside?: RefObject<HTMLElement | null>
}

/** Asks why, then downloads a picture as it came. */
export function OriginalButton({ file, inside }: OriginalButtonProps) {
  const t = useFileWords()
  const call = useCall(getOriginal)
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const valid = reason.trim().length >= 2
  const close = () => {
    setAsking(false)
    setReason('')
    call.reset()
  }
  const get = () => {
    if (!valid || call.isPending) return
    call.mutate(
      { params: { id: file.id }, body: { reason: reason.trim() } },
      {
        onSuccess: (blob) => {
          const address = URL.createObjectURL(blob)
          const link = Object.assign(document.createElement('a'), { href: address, download: file.name })
          link.click()
          setTimeout(() => URL.revokeObjectURL(address), 10_000)
          close()
        },
      },
    )
  }
  return (
    <>
      <Button
        type={inside === undefined ? 'default' : 'text'}
        size={inside === undefined ? 'small' : 'middle'}
        icon={<SafetyCertificateOutlined />}
        onClick={() => setAsking(true)}
      >
        {t('gallery.original')}
      </Button>
      <Modal
        open={asking}
        title={t('original.title')}
        okText={t('original.confirm')}
        cancelText={t('original.cancel')}
        okButtonProps={{ disabled: !valid, loading: call.isPending }}
        onOk={get}
        onCancel={close}
        destroyOnHidden
        width={480}
        {...(inside === undefined ? {} : { getContainer: () => inside.current ?? document.body })}
      >
        <p>{t('original.about')}</p>
        <label className="files-reason">
          <span>{t('original.reason')}</span>
          <Input
            autoFocus
            maxLength={200}
            value={reason}
            placeholder={t('original.reasonHint')}
            onChange={(event) => setReason(event.target.value)}
            onPressEnter={get}
            aria-describedby="files-reason-need"
          />
        </label>
        <p id="files-reason-need" className="yw-small yw-quiet">
          {valid ? '\u00a0' : t('original.needReason')}
        </p>
        {call.error === null ? null : <FailureAlert failure={call.error} />}
      </Modal>
    </>
  )
}
