import { useRead } from '#lib/ui'
import { getFileRules } from '../contract.ts'
import { useFileWords } from './words.ts'

/** Whether to offer the settings of the store. */
export function useMayManageFiles(): boolean {
  return useRead(getFileRules, {}, { staleTime: Infinity }).data?.mayManage === true
}

/** The page's name, which stands in the navigation. */
export function useFileStoreLabel(): string {
  return useFileWords()('store.title')
}

export const loadFileStorePage = () => import('./FileStorePage.tsx')
/** What places files elsewhere: each comes with the first form or page that shows it. */
export const loadFileUpload = () => import('./FileUpload.tsx')
export const loadFileGallery = () => import('./FileGallery.tsx')
