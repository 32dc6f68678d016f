/** A `ref` for what one starts with on a page or in a dialog: the hands stay on the keys. */
export function focusOnMount(element: { focus: () => void } | null): void {
  element?.focus()
}
