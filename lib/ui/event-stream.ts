import { useEffect, useRef } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import type { Static } from 'typebox'
import { eventStreamUrl, type EventKind, type StreamedEvent } from '#lib/events/contract'
import { connectionLost, loseSession } from './send.ts'
import { createStore, useStore } from './store.ts'

export type StreamState = 'connecting' | 'live' | 'reconnecting'

const state = createStore<StreamState>('connecting')
const listeners = new Set<(event: StreamedEvent) => void>()

/** Whether what is on the screen follows the server at this moment. */
export function useStreamState(): StreamState {
  return useStore(state)
}

/** Hears one kind of event while the component is there. */
export function useEvent<const K extends EventKind>(
  kind: K,
  hear: (data: Static<K['data']>, recordedAt: string) => void,
): void {
  const latest = useRef(hear)
  useEffect(() => {
    latest.current = hear
  })
  useEffect(() => {
    const listener = (event: StreamedEvent) => {
      if (event.topic === kind.topic) latest.current(event.data as Static<K['data']>, event.recordedAt)
    }
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }, [kind.topic])
}

const reopenAfter = 4000

/**
 * Holds the tab's one event stream open while the component is there. The browser reconnects by itself with
 * `Last-Event-ID`; when it gives up (an answer other than 200), the stream is opened anew and, since what was missed is
 * not known, everything on the screen is read again.
 */
export function useEventStream(): void {
  const queries = useQueryClient()
  useEffect(() => {
    let source: EventSource | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    let missed = false
    const open = () => {
      source = new EventSource(eventStreamUrl)
      source.addEventListener('open', () => {
        state.set('live')
        connectionLost.set(false)
        if (missed) void queries.invalidateQueries()
        missed = false
      })
      source.addEventListener('batch', (message: MessageEvent<string>) => {
        for (const event of JSON.parse(message.data) as StreamedEvent[])
          for (const listener of listeners) listener(event)
      })
      source.addEventListener('reset', () => void queries.invalidateQueries())
      source.addEventListener('bye', (message: MessageEvent<string>) => {
        source?.close()
        if ((JSON.parse(message.data) as { why: string }).why === 'reconnect') {
          // Other rights from here on: what is on the screen is read anew once the stream is open again.
          missed = true
          return open()
        }
        loseSession()
      })
      source.addEventListener('error', () => {
        state.set('reconnecting')
        if (source?.readyState !== EventSource.CLOSED) return
        missed = true
        timer = setTimeout(open, reopenAfter)
      })
    }
    open()
    return () => {
      clearTimeout(timer)
      source?.close()
      state.set('connecting')
    }
  }, [queries])
}
