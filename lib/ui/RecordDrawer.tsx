import { App, Drawer } from 'antd'
import { useState, type ReactNode } from 'react'
import type { Failure } from './calls.ts'
import { useUiWords } from './own-words.ts'
import { ErrorState } from './states.tsx'

interface RecordFormProps {
  readonly onTouch: () => void
  readonly onCancel: () => void
  /** the new record's id, or the changed one's */
  readonly onDone: (id: string) => void
}

interface RecordDrawerProps<View> {
  readonly open: boolean
  readonly adding: boolean
  readonly read: {
    readonly data: View | undefined
    readonly error: Failure | null
    readonly refetch: () => Promise<unknown>
  }
  readonly title: (editing: boolean) => string
  readonly show: (view: View, edit: () => void) => ReactNode
  /** `view` is undefined while a new one is made */
  readonly form: (view: View | undefined, props: RecordFormProps) => ReactNode
  readonly onClose: () => void
  readonly onAdded: (id: string) => void
}

/** One record beside the table, shown or as a form; what was typed into a form is not left behind unasked. */
export function RecordDrawer<View>(props: RecordDrawerProps<View>) {
  const { open, adding, read, title, show, form, onClose, onAdded } = props
  const t = useUiWords()
  const { modal } = App.useApp()
  const [editing, setEditing] = useState(false)
  const [touched, setTouched] = useState(false)
  const view = open ? read.data : undefined
  const isForm = adding || editing
  const leave = (then: () => void) => {
    if (!isForm || !touched) return then()
    modal.confirm({
      title: t('discard.title'),
      content: t('discard.about'),
      okText: t('discard.yes'),
      cancelText: t('discard.no'),
      onOk: then,
    })
  }
  const back = () => {
    setEditing(false)
    setTouched(false)
  }
  const onTouch = () => setTouched(true)
  return (
    <Drawer
      open={adding || open}
      size={620}
      title={title(editing)}
      mask={isForm}
      destroyOnHidden
      onClose={() => leave(adding ? onClose : editing ? back : onClose)}
    >
      {adding ? (
        form(undefined, { onTouch, onCancel: () => leave(onClose), onDone: onAdded })
      ) : view !== undefined ? (
        editing ? (
          form(view, { onTouch, onCancel: () => leave(back), onDone: back })
        ) : (
          show(view, () => setEditing(true))
        )
      ) : read.error !== null ? (
        <ErrorState failure={read.error} onRetry={() => void read.refetch()} />
      ) : null}
    </Drawer>
  )
}
