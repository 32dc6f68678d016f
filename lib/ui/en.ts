import type { zhCN } from './zh-CN.ts'
import type { SameKeys } from './words.ts'

export const en = {
  product: 'Yiwang',
  retry: 'Try again',
  requestNumber: 'Request',
  copy: 'Copy',
  copied: 'Copied',
  close: 'Close',
  cancel: 'Cancel',
  export: { xlsx: 'Excel workbook (.xlsx)', csv: 'CSV file' },
  reason: { label: 'Reason', need: 'Give a reason of at least two characters' },
  sheet: {
    unused: 'columns not used: {{columns}}',
    faults: 'What is wrong, cell by cell',
    row: 'Row',
    column: 'Column',
    value: 'Content',
    fault: 'What is wrong',
    more: 'Only the first {{count}} are shown',
  },
  discard: {
    title: 'Discard what you have not saved?',
    about: 'What you filled in has not been saved.',
    yes: 'Discard',
    no: 'Go on editing',
  },
  retire: { reason: 'Reason', hint: 'Reason: optional; kept in the history and the audit log' },
  loading: 'Loading',
  failed: 'Nothing could be read',
  unreachable:
    'The server cannot be reached, so the outcome is unknown. Pressing again is safe: one action is carried out once only.',
  unreachableRead: 'The server cannot be reached; trying again…',
  connectionLost: 'Connection lost, reconnecting. Nothing you have typed is lost.',
  stream: {
    live: 'Updating live',
    connecting: 'Connecting to live updates',
    reconnecting: 'Live updates interrupted, reconnecting',
  },
  language: 'Language',
  theme: { label: 'Appearance', light: 'Switch to light', dark: 'Switch to dark' },
  keys: { title: 'Keys of this page', or: 'or', show: 'Show keys', general: 'General' },
  stage: { waiting: 'waiting', working: 'in hand', checking: 'being checked', done: 'done' },
} satisfies SameKeys<typeof zhCN>
