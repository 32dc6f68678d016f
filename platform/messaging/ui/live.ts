import { useQueryClient } from '@tanstack/react-query'
import { keyOf, useCommand, useEvent, useRead } from '#lib/ui'
import { countUnread, InboxChanged, listMessages, markMessagesRead, MessageArrived } from '../contract.ts'

/** Reads the inbox and its count anew. */
export function useRefreshInbox(): () => void {
  const queries = useQueryClient()
  return () => {
    void queries.invalidateQueries({ queryKey: keyOf(countUnread) })
    void queries.invalidateQueries({ queryKey: keyOf(listMessages) })
  }
}

/** How many are unread and what is urgent, true to the server. Stands once, with the bell. */
export function useUnread() {
  const refresh = useRefreshInbox()
  useEvent(MessageArrived, refresh)
  useEvent(InboxChanged, refresh)
  return useRead(countUnread, {}).data
}

/** Marks messages as read. */
export function useMarkRead() {
  const refresh = useRefreshInbox()
  const command = useCommand(markMessagesRead)
  return (ids: readonly string[]) => {
    if (ids.length > 0) command.mutate({ body: { ids: [...ids] } }, { onSettled: refresh })
  }
}
