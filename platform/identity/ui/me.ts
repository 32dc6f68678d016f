import { useQueryClient } from '@tanstack/react-query'
import { defineWords, keyOf, leaveSession, loseSession, useCall, useCommand, useRead } from '#lib/ui'
import { getDemo, getMe, listRoles, logOut, switchPost, type Me } from '../contract.ts'
import { en } from './en.ts'
import { zhCN } from './zh-CN.ts'

export const useIdentityWords = defineWords('identity', zhCN, en)

/** Who is logged in, in which post. Only for what stands behind the log-in: there it is always known. */
export function useMe(): Me | undefined {
  return useRead(getMe, {}, { staleTime: 300_000 }).data
}

/** The roles of the city; they change with a release. */
export function useRoles() {
  return useRead(listRoles, {}, { staleTime: 3_600_000 }).data?.items
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

/** Goes on in another of one's posts; nothing that was read in the old one stays on the screen. */
export function useSwitchPost(onDone?: () => void) {
  const queries = useQueryClient()
  const command = useCommand(switchPost)
  const go = (postId: string) =>
    command.mutate(
      { body: { postId } },
      {
        onSuccess: (me) => {
          const key = keyOf(getMe, {})
          queries.setQueryData(key, me)
          onDone?.()
          void queries.resetQueries({ predicate: (query) => JSON.stringify(query.queryKey) !== JSON.stringify(key) })
        },
      },
    )
  return { go, busy: command.isPending, failure: command.error }
}
