import { DeleteOutlined } from '@ant-design/icons'
import { Button } from 'antd'

/** Takes a part out of a rule; `name` says which. */
export function RemoveButton({ name, onRemove }: { readonly name: string; readonly onRemove: () => void }) {
  return <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={name} title={name} onClick={onRemove} />
}
