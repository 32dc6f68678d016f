import { useLayoutEffect, useRef } from 'react'
import { createStore, useStore } from './store.ts'

/** A key of the page. `keys`: one or more combinations separated by blanks, e.g. `j ArrowDown`, `mod+k`, `mod+Enter`. */
export interface KeyAction {
  readonly keys: string
  readonly label: string
  readonly run: () => void
  /** works also while a text is being typed; combinations with `mod` always do */
  readonly whileTyping?: boolean
}
export interface KeyGroup {
  readonly title: string
  readonly actions: readonly KeyAction[]
}
interface Registered {
  current: KeyGroup
}

const groups = createStore<readonly Registered[]>([])

/** The groups of keys that work at this moment, the innermost last. */
export function useKeyGroups(): readonly KeyGroup[] {
  return useStore(groups).map((group) => group.current)
}

/**
 * Makes keys work while the component is there, from the moment it is seen: an ordinary effect comes later, and on a busy
 * machine the first key before it. What was mounted later goes first.
 */
export function useKeys(title: string, actions: readonly KeyAction[]): void {
  const registered = useRef<KeyGroup>({ title, actions })
  useLayoutEffect(() => {
    registered.current = { title, actions }
  })
  useLayoutEffect(() => {
    groups.set([...groups.get(), registered])
    return () => groups.set(groups.get().filter((one) => one !== registered))
  }, [])
}

function matches(combination: string, event: KeyboardEvent): boolean {
  const wanted = combination.split('+')
  const key = wanted.pop() ?? ''
  const mod = wanted.includes('mod')
  if (mod !== (event.ctrlKey || event.metaKey) || event.altKey) return false
  return (
    event.key === key || (key.length === 1 && event.key.toLowerCase() === key.toLowerCase() && event.shiftKey === false)
  )
}

/** Elements that use plain keys themselves. */
const typing = 'input:not([type=checkbox]):not([type=button]), textarea, select, [contenteditable=true]'
const ownArrows = '[role=radio], [role=radiogroup], [role=menu], [role=menuitem], [role=listbox], [role=combobox]'
const ownEnter = 'a, button, [role=button], [role=tab], [role=menuitem], [role=option]'

function takenByElement(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : undefined
  if (target === undefined) return false
  if (event.key.startsWith('Arrow') && target.closest(ownArrows) !== null) return true
  return (
    (event.key === 'Enter' || event.key === ' ') &&
    !event.ctrlKey &&
    !event.metaKey &&
    target.closest(ownEnter) !== null
  )
}

/** What lies over the page so that nothing below it can be clicked: a dialog, a drawer with a mask. Nor has it keys then. */
const covering = '.ant-modal-wrap:not([style*="display: none"]) .ant-modal, .ant-drawer-open > .ant-drawer-mask'

/** Combinations with `mod` are ours before any control sees them: a select would take Ctrl+Enter for its own Enter. */
function onKey(event: KeyboardEvent, early: boolean): void {
  // An input method composing Chinese sends the same keys: they belong to it.
  if (event.isComposing || event.defaultPrevented || event.key === 'Process') return
  if (early !== (event.ctrlKey || event.metaKey)) return
  if (takenByElement(event)) return
  const target = event.target instanceof Element ? event.target : undefined
  const isTyping = target?.closest(typing) !== null && target !== undefined
  const isCovered = document.querySelector(covering) !== null
  for (const group of [...groups.get()].reverse()) {
    for (const action of group.current.actions) {
      const hit = action.keys.split(' ').find((one) => matches(one, event))
      if (hit === undefined) continue
      if (isTyping && !hit.startsWith('mod+') && action.whileTyping !== true) continue
      if (isCovered && !hit.startsWith('mod+')) continue
      event.preventDefault()
      if (early) event.stopPropagation()
      action.run()
      return
    }
  }
}
document.addEventListener('keydown', (event) => onKey(event, true), { capture: true })
document.addEventListener('keydown', (event) => onKey(event, false))

// Enter in the box of a date or a time takes what was typed. That it should also send the form around it, half filled in,
// would surprise: React has handled the key by now, so only the browser's own sending is held back.
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return
  if (event.target instanceof Element && event.target.closest('.ant-picker') !== null) event.preventDefault()
})

/** How a combination is printed for people. */
export function keyNames(keys: string): readonly string[] {
  const mac = navigator.platform.startsWith('Mac')
  const names: Record<string, string> = {
    mod: mac ? '⌘' : 'Ctrl',
    ArrowDown: '↓',
    ArrowUp: '↑',
    ArrowLeft: '←',
    ArrowRight: '→',
    Enter: '↵',
    Escape: 'Esc',
  }
  return keys.split(' ').map((combination) =>
    combination
      .split('+')
      .map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part))
      .join(' '),
  )
}
