import { DeleteOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useRoutingWords } from './routing-words.ts'

/** Takes a condition out of a rule. */
export function RemoveCondition({ onRemove }: { readonly onRemove: () => void }) {
  const t = useRoutingWords()
  return (
    <Button
      type="text"
      size="small"
      icon={<DeleteOutlined />}
      aria-label={t('rule.removeCondition')}
      title={t('rule.removeCondition')}
      onClick={onRemove}
    />
  )
}
