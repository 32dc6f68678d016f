import { BranchesOutlined } from '@ant-design/icons'
import { Button, Drawer, Skeleton } from 'antd'
import { lazy, Suspense, useState } from 'react'
import type { CaseView } from '../contract.ts'
import { useCaseWords } from './words.ts'

// The diagram’s program is large, and looked at now and then.
const CaseFlow = lazy(() => import('./CaseFlow.tsx').then((module) => ({ default: module.CaseFlow })))

/** Opens the case’s way through its kind. */
export function FlowButton({ view }: { readonly view: CaseView }) {
  const t = useCaseWords()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button size="small" icon={<BranchesOutlined />} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {t('page.flow')}
      </Button>
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        title={t('page.flow')}
        size="min(1280px, 92vw)"
        classNames={{ body: 'case-flow-body' }}
        destroyOnHidden
      >
        <Suspense fallback={<Skeleton active />}>
          <CaseFlow view={view} />
        </Suspense>
      </Drawer>
    </>
  )
}
