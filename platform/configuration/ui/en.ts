import type { SameKeys } from '#lib/ui'
import type { zhCN } from './zh-CN.ts'

export const en = {
  title: 'Carry settings',
  about:
    'Brings what was set up in a test system into production: export a file, look at the difference in the other system, import it. The file holds no personal data, passwords or keys.',
  export: {
    title: 'Export',
    part: 'Part',
    items: 'Items',
    all: 'All',
    take: 'Export {{count}} parts',
    none: 'Choose what to export',
    done: '{{name}} was exported',
    told: 'compared only',
  },
  import: {
    title: 'Import',
    drop: 'Drop a configuration file here, or click to choose one',
    reading: 'Checking the file and comparing…',
    writing: 'Importing…',
    another: 'Another file',
    nothing: 'The same as here: there is nothing to import',
    take: 'Import these {{count}} changes',
    confirm: 'Import {{count}} changes?',
    confirmText:
      'All of them or none, in one go, written into the audit log. What ends ({{ended}}) is valid no longer.',
    yes: 'Import',
    no: 'Look again',
    done: '{{count}} changes were imported',
    otherCity: 'This file is of another city ({{city}}); this system is {{own}}.',
    otherCityMeant: 'I mean to import the configuration of another city here',
    file: '{{name}} · sum {{sum}}',
    parts: 'Choose the parts to import',
    partsAgain: 'Compare the chosen parts',
    more: 'Only the first 500 are listed',
    same: '{{count}} the same',
    onlyKept: 'No changes',
  },
  kind: { added: 'added', changed: 'changed', ended: 'ended', kept: 'kept', differs: 'differs' },
  kindHint: {
    added: 'in the file, not here',
    changed: 'otherwise in the file, which counts',
    ended: 'here, not in the file: valid no longer after the import',
    kept: 'here, not in the file: left as it is',
    differs: 'only told, not imported',
  },
} satisfies SameKeys<typeof zhCN>
