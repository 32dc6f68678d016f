import { SafetyCertificateOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState, type RefObject } from 'react'
import { ReasonDialog, saveFile, useCall } from '#lib/ui'
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
  const close = () => {
    setAsking(false)
    call.reset()
  }
  const get = (reason: string) =>
    call.mutate(
      { params: { id: file.id }, body: { reason } },
      {
        onSuccess: (blob) => {
          saveFile(blob, file.name)
          close()
        },
      },
    )
  return (
    <>
      <Button
        type={inside === undefined ? 'default' : 'text'}
        size={inside === undefined ? 'small' : 'middle'}
        icon={<SafetyCertificateOutlined aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {t('gallery.original')}
      </Button>
      {asking ? (
        <ReasonDialog
          title={t('original.title')}
          about={t('original.about')}
          hint={t('original.reasonHint')}
          ok={t('original.confirm')}
          pending={call.isPending}
          failure={call.error}
          onOk={get}
          onClose={close}
          {...(inside === undefined ? {} : { inside })}
        />
      ) : null}
    </>
  )
}
