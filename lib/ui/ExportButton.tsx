import { DownloadOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { useUiWords } from './own-words.ts'

interface ExportButtonProps {
  readonly label: string
  /** where the list comes as a file of a kind */
  readonly href: (format: 'csv' | 'xlsx') => string
}

/** Saves a list as a file: a workbook or CSV. */
export function ExportButton({ label, href }: ExportButtonProps) {
  const t = useUiWords()
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: (['xlsx', 'csv'] as const).map((format) => ({
          key: format,
          label: (
            <a href={href(format)} download>
              {t(`export.${format}`)}
            </a>
          ),
        })),
      }}
    >
      <Button icon={<DownloadOutlined aria-hidden />}>{label}</Button>
    </Dropdown>
  )
}
