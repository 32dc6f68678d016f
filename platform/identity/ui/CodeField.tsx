import { Form } from 'antd'
import { FocusedInput } from '#lib/ui'
import { useIdentityWords } from './me.ts'

/** The field for a code, of the app or for recovery. */
export function CodeField({
  label,
  hint,
  large,
}: {
  readonly label: string
  readonly hint?: string
  readonly large?: true
}) {
  const t = useIdentityWords()
  return (
    <Form.Item
      name="code"
      label={label}
      {...(hint === undefined ? {} : { extra: hint })}
      rules={[{ required: true, min: 6, message: t('factor.needCode') }]}
    >
      <FocusedInput
        maxLength={40}
        autoComplete="one-time-code"
        spellCheck={false}
        {...(large === true ? { size: 'large' as const } : {})}
      />
    </Form.Item>
  )
}
