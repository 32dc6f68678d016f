import { useQueryClient } from '@tanstack/react-query'
import { defineWords, leaveSession, loseSession, useCall, useRead } from '#lib/ui'
import { getDemo, getMe, logOut, type Me } from '../contract.ts'
import { en } from './en.ts'
import { zhCN } from './zh-CN.ts'

export const useIdentityWords = defineWords('identity', zhCN, en)

/** Who is logged in, in which post. Only for what stands behind the log-in: there it is always known. */
export function useMe(): Me | undefined {
  return useRead(getMe, {}, { staleTime: 300_000 }).data
}

/** The demonstration accounts; none in a real installation. */
export function useDemo() {
  return useRead(getDemo, {}, { staleTime: Infinity }).data
}

/** Ends the session and forgets everything read in it. */
export function useLogOut() {
  const queries = useQueryClient()
  const call = useCall(logOut)
  return () => {
    leaveSession()
    call.mutate(
      {},
      {
        onSettled: () => {
          queries.clear()
          loseSession()
        },
      },
    )
  }
}

/** The sentence on the log-out button, which stands in other modules’ menus. */
export function useLogOutLabel(): string {
  return useIdentityWords()('logOut')
}
