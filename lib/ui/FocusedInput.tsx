import { Input, type InputProps, type InputRef } from 'antd'
import { useFocusOnMount } from './focus.ts'

/** An input that has the focus once, when it appears. */
export function FocusedInput(props: InputProps) {
  const ref = useFocusOnMount<InputRef>()
  return <Input {...props} ref={ref} />
}
