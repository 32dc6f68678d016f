import {
  QueryClient,
  useMutation,
  useQueries,
  useQuery,
  type QueryKey,
  type UseQueryResult,
} from '@tanstack/react-query'
import { useRef } from 'react'
import {
  call,
  type BodyOf,
  type CodeOf,
  type CommonCode,
  type InputOf,
  type ParamsOf,
  type Problem,
  type ReplyOf,
  type RouteShape,
} from '#lib/http/contract'
import { newId } from './new-id.ts'
import { Refused, send, sendForBytes, Unreachable } from './send.ts'
import { serverNow } from './time.ts'

export type ProblemOf<R extends RouteShape> = Problem<CodeOf<R> | CommonCode>
export type Failure<R extends RouteShape = RouteShape> = Refused<ProblemOf<R>> | Unreachable

/** The key under which a route's answers are kept; with no input, the beginning of all of them. */
export function keyOf(route: RouteShape, input?: unknown): QueryKey {
  return input === undefined ? [route.method, route.url] : [route.method, route.url, input]
}

/** Calls a route outside React. Throws `Refused` or `Unreachable`. */
export async function ask<const R extends RouteShape>(route: R, input: NoInfer<InputOf<R>>): Promise<ReplyOf<R>> {
  const answer = await call(route.replies === 'bytes' ? sendForBytes : send, route, input)
  if (!answer.ok) throw new Refused(answer.problem)
  return answer.value
}

const pause = (attempt: number) => Math.min(1000 * 2 ** attempt, 8000)

/** The cache of a tab. A lost connection is tried again until it is back; a refusal is final, but for a busy server. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: 30_000,
        refetchOnWindowFocus: true,
        retryDelay: pause,
        retry: (count, error) =>
          error instanceof Unreachable ||
          (count < 3 && error instanceof Refused && error.problem.type === 'server.busy'),
      },
      mutations: { networkMode: 'always' },
    },
  })
}

/** What `useQuery` and `ensureQueryData` need to read a route. */
export function readOptions<const R extends RouteShape>(route: R, input: NoInfer<InputOf<R>>) {
  return { queryKey: keyOf(route, input), queryFn: () => ask(route, input) }
}

export interface ReadOptions {
  readonly enabled?: boolean
  readonly staleTime?: number
  /** goes on showing the last answer while another input is read, so that paging does not blink */
  readonly keep?: boolean
}

/** Reads a route and stays up to date with what the event stream invalidates. */
export function useRead<const R extends RouteShape>(
  route: R,
  input: NoInfer<InputOf<R>>,
  { keep = false, ...options }: ReadOptions = {},
): UseQueryResult<ReplyOf<R>, Failure<R>> {
  return useQuery<ReplyOf<R>, Failure<R>>({
    ...readOptions(route, input),
    ...options,
    ...(keep ? { placeholderData: (previous: ReplyOf<R> | undefined) => previous as never } : {}),
  })
}

/** The same for several inputs of a route at once. */
export function useReads<const R extends RouteShape>(
  route: R,
  inputs: readonly NoInfer<InputOf<R>>[],
  { keep = false, ...options }: ReadOptions = {},
): UseQueryResult<ReplyOf<R>, Failure<R>>[] {
  return useQueries({
    queries: inputs.map((input) => ({
      ...readOptions(route, input),
      ...options,
      ...(keep ? { placeholderData: (previous: ReplyOf<R> | undefined) => previous as never } : {}),
    })),
  }) as UseQueryResult<ReplyOf<R>, Failure<R>>[]
}

/** Calls a route that is no command (log-in, a file): the caller sees the failure and decides. */
export function useCall<const R extends RouteShape>(route: R) {
  return useMutation<ReplyOf<R>, Failure<R>, InputOf<R>>({
    mutationFn: (input) => ask(route, input as NoInfer<InputOf<R>>),
  })
}

type CommandInput<R extends RouteShape> = (ParamsOf<R> extends undefined
  ? { readonly params?: undefined }
  : { readonly params: ParamsOf<R> }) & {
  readonly body: Omit<BodyOf<R>, 'id' | 'occurredAt'>
}

/** A command's envelope, kept as long as nobody knows whether the server has carried it out. */
interface Envelope {
  readonly content: string
  readonly id: string
  readonly occurredAt: string
}

/**
 * Sends a command. One intent keeps one id: after a broken connection the same content goes out again under the same
 * id, by itself twice and then when the person asks, so nothing is ever done twice. Changed content is a new intent.
 */
export function useCommand<const R extends RouteShape & { readonly command: true }>(route: R) {
  const open = useRef<Envelope | undefined>(undefined)
  return useMutation<ReplyOf<R>, Failure<R>, CommandInput<R>>({
    retry: (count, error) => error instanceof Unreachable && count < 2,
    retryDelay: pause,
    mutationFn: async (input) => {
      const content = JSON.stringify([input.params, input.body])
      if (open.current?.content !== content) {
        open.current = { content, id: newId(), occurredAt: new Date(serverNow()).toISOString() }
      }
      const { id, occurredAt } = open.current
      const whole = { params: input.params, body: { ...input.body, id, occurredAt } } as unknown as InputOf<R>
      try {
        const value = await ask(route, whole as NoInfer<InputOf<R>>)
        open.current = undefined
        return value
      } catch (error) {
        // After “busy” or “internal” it may have been done all the same: only a clear refusal ends the intent.
        if (error instanceof Refused && error.problem.status < 500) open.current = undefined
        throw error
      }
    },
  })
}
