import { useEffect, useRef, type RefObject } from 'react'

/**
 * A `ref` for what one starts with on a page or in a dialog: it has the focus once, when it appears, and the hands stay on
 * the keys. Not a ref callback: some controls call theirs at every rendering, and the focus would jump back while somebody
 * types in the next field. `wanted`: false leaves the focus alone.
 */
export function useFocusOnMount<T extends { focus: () => void }>(wanted = true): RefObject<T | null> {
  const ref = useRef<T>(null)
  useEffect(() => {
    if (wanted) ref.current?.focus()
  }, [wanted])
  return ref
}
