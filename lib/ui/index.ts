import './fonts.css'
import './base.css'
import './kit.css'
import './list.css'
import './record.css'

export {
  ask,
  keyOf,
  createQueryClient,
  readOptions,
  useCall,
  useCommand,
  useRead,
  useReads,
  type Failure,
} from './calls.ts'
export { ConnectionBanner, LanguageSwitch, LiveDot, ThemeSwitch } from './controls.tsx'
export { ConfidenceBars } from './ConfidenceBars.tsx'
export { CopyButton } from './CopyButton.tsx'
export { DayInput } from './DayInput.tsx'
export { useEvent, useEventStream } from './event-stream.ts'
export { useFocusOnMount } from './focus.ts'
export { ExportButton } from './ExportButton.tsx'
export { figure } from './figure.ts'
export { FileDrop } from './FileDrop.tsx'
export { FocusedInput } from './FocusedInput.tsx'
export { KeyHelp, KeyHelpButton, Keys } from './KeyHelp.tsx'
export { useKeys, type KeyAction } from './keys.ts'
export { newId } from './new-id.ts'
export { rowLinks, SortHead, stepRow, TableSkeleton } from './ListTable.tsx'
export { MomentInput } from './MomentInput.tsx'
export { Notice } from './Notice.tsx'
export { PageHeader, usePageTitle } from './PageHeader.tsx'
export { remember, remembered, usePreferences, type ThemeName } from './preferences.ts'
export { beginSession, leaveSession, loseSession, onSessionLost, Refused, Unreachable } from './send.ts'
export { EmptyState, ErrorState, FailureAlert, useFailureText } from './states.tsx'
export { ReasonDialog } from './ReasonDialog.tsx'
export { RecordDrawer } from './RecordDrawer.tsx'
export { RetireForm } from './RetireForm.tsx'
export { useRowsInSight } from './rows-in-sight.ts'
export { saveFile } from './save-file.ts'
export { focusSearch, SearchBox } from './SearchBox.tsx'
export { SheetReport } from './SheetReport.tsx'
export { StateTag, type Stage } from './StateTag.tsx'
export { createStore, usePart } from './store.ts'
export { cityDay, fullTime, serverNow, shortTime, useNow } from './time.ts'
export { Tabs } from './Tabs.tsx'
export { Timeline, type TimelineItem } from './Timeline.tsx'
export { TimeText } from './TimeText.tsx'
export { UiProvider } from './UiProvider.tsx'
export { defineWords, useJoin, useSay, type SameKeys } from './words.ts'
