import { CheckOutlined, CopyOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useUiWords } from './own-words.ts'

/** Puts a text on the clipboard. Government networks often lack TLS inside, where `navigator.clipboard` is missing. */
async function copy(text: string): Promise<void> {
  if (window.isSecureContext) return navigator.clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}

/** A small button that copies a number and says that it did. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const t = useUiWords()
  const [done, setDone] = useState(false)
  useEffect(() => {
    if (!done) return
    const timer = setTimeout(() => setDone(false), 1500)
    return () => clearTimeout(timer)
  }, [done])
  const label = `${done ? t('copied') : t('copy')} ${what}`
  return (
    <Button
      type="text"
      size="small"
      aria-label={label}
      title={label}
      icon={done ? <CheckOutlined /> : <CopyOutlined />}
      onClick={() => void copy(text).then(() => setDone(true))}
    />
  )
}
