import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { KindDefinition } from '../kind.ts'
import { largeKind } from '../testing/large-kind.ts'
import { randomKinds } from '../testing/random-kind.ts'
import { flowGraph, flowWay, type FlowGraph, type FlowStep } from './flow-graph.ts'
import { layOut, type Layout } from './flow-layout.ts'

const hotline = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../cities/songjiang/kinds/hotline.json'), 'utf8'),
) as KindDefinition

function laidOut(graph: FlowGraph): Layout {
  return layOut(
    graph.nodes.map(({ id }) => ({ id, width: 100, height: 42 })),
    graph.edges.map(({ id, from, to }) => ({ id, from, to, label: 60 })),
  )
}

/** Boxes that lie on each other, or out of the drawing. */
function misplaced({ boxes, width, height }: Layout): string[] {
  const all = [...boxes]
  return all.flatMap(([id, box], at) => [
    ...(box.x < 50 || box.y < 21 || box.x > width - 50 || box.y > height - 21 ? [id] : []),
    ...all
      .slice(at + 1)
      .filter(
        ([, other]) => Math.abs(other.x - box.x) < 100 && Math.abs(other.y - box.y) < (other.height + box.height) / 2,
      )
      .map(([other]) => `${id} on ${other}`),
  ])
}

describe('the layout', () => {
  test.each([
    ['a hotline order', hotline],
    ['a large kind', largeKind],
  ])('of %s puts no box on another and gives every line a path', (_, kind) => {
    const graph = flowGraph(kind)
    const layout = laidOut(graph)
    expect(misplaced(layout)).toEqual([])
    for (const edge of graph.edges) expect(layout.lines.get(edge.id)?.path).toMatch(/^M[-\d. ]+[CH]/)
  })

  test('of any kind puts no box on another', () => {
    fc.assert(
      fc.property(randomKinds, (kind) => {
        expect(misplaced(laidOut(flowGraph(kind)))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  test('leads the main way from left to right', () => {
    const { boxes } = laidOut(flowGraph(hotline))
    const xs = ['+0', 'received', 'dispatched', 'handling', 'finished', 'answered', 'closed'].map(
      (id) => boxes.get(id)!.x,
    )
    expect(xs).toEqual(xs.toSorted((one, other) => one - other))
  })

  test('keeps the labels of one gap apart', () => {
    const labels = [...laidOut(flowGraph(largeKind)).lines.values()].map((line) => line.label)
    const touching = labels.flatMap((one, at) =>
      labels.slice(at + 1).filter((other) => Math.abs(one.x - other.x) < 20 && Math.abs(one.y - other.y) < 15),
    )
    expect(touching).toEqual([])
  })
})

describe('the graph', () => {
  test('bundles actions between the same states, and draws what many states share once', () => {
    const graph = flowGraph(largeKind)
    expect(
      graph.edges.find((edge) => edge.id === 'pending_handle>handling')?.actions.map((action) => action.code),
    ).toEqual(['sign', 'sign_by_time'])
    expect(graph.edges.filter((edge) => edge.to === 'voided').map((edge) => edge.from)).toEqual(['*void'])
    expect(graph.edges.length).toBeLessThan(largeKind.actions.length)
  })

  test('draws going there and back as one line', () => {
    const between = flowGraph(largeKind).edges.filter((edge) => [edge.from, edge.to].includes('delay_applied'))
    expect(between).toHaveLength(1)
    expect(between[0]).toMatchObject({ from: 'handling', to: 'delay_applied', returns: true })
  })
})

test('a case’s way numbers the states it was in, counts its loops and knows where it is', () => {
  const steps = [
    ['file', 'pending_dispatch'],
    ['dispatch', 'pending_handle'],
    ['send_back', 'returned'],
    ['redispatch', 'pending_handle'],
    ['send_back', 'returned'],
    ['redispatch', 'pending_handle'],
    ['join', 'pending_handle'],
  ].map(([action, state], at): FlowStep => ({ sequence: at + 1, action: action!, state: state!, at: '', actor: '' }))
  const way = flowWay(flowGraph(largeKind), steps)
  expect(Object.fromEntries(way.states)).toEqual({ pending_dispatch: [1], pending_handle: [2, 4, 6], returned: [3, 5] })
  expect(way.edges.get('returned>pending_handle')?.map((step) => step.sequence)).toEqual([4, 6])
  expect(way.edges.get('pending_dispatch>pending_handle')).toHaveLength(1)
  expect(way.current).toBe('pending_handle')
})

test('a case that went aside and back is drawn on the one line between', () => {
  const steps = ['pending_handle', 'handling', 'delay_applied', 'handling'].map((state, at): FlowStep => ({
    sequence: at + 1,
    action: ['', 'sign', 'ask_delay', 'grant_delay'][at]!,
    state,
    at: '',
    actor: '',
  }))
  expect(
    flowWay(flowGraph(largeKind), steps)
      .edges.get('handling>delay_applied')
      ?.map((step) => step.action),
  ).toEqual(['ask_delay', 'grant_delay'])
})
