import { Type } from 'typebox'
import { newId } from '#lib/kernel'
import { defineJob } from '#platform/jobs'
import type { CaseDesk } from './desk.ts'
import { holdCase } from './hold-case.ts'
import { perform, system } from './perform.ts'

/** What cases call themselves where they wait for an address. */
export const waitingKind = 'case'

/**
 * Somebody has said where an address lies that a case was registered with: the case takes the place over, unless it has
 * one by now.
 */
export function settlePlaceJob(desk: CaseDesk) {
  return defineJob({
    name: 'cases.settle_place',
    title: { 'zh-CN': '案件地址确认后补记位置', en: 'Place a case whose address was confirmed' },
    schema: Type.Object({
      id: Type.String(),
      lon: Type.Number(),
      lat: Type.Number(),
      areas: Type.Array(Type.String()),
    }),
    retryLimit: 5,
    backoff: { first: 2, max: 60 },
    run: async ({ tx }, { id, lon, lat, areas }) => {
      const found = await holdCase(desk, tx, id)
      if (found === undefined || found.held.state.place !== null || areas.length === 0) return
      const { held, world } = found
      const { state } = held
      const payload = {
        v: 2 as const,
        to: state.state,
        ...(state.closedAt === null ? {} : { ends: true as const }),
        tick: true as const,
        place: { lon, lat, areas },
      }
      const occurredAt = new Date(world.now).toISOString()
      perform(
        desk,
        tx,
        held,
        { payload, secret: {} },
        { commandId: newId(), action: 'place.settled', doer: system, occurredAt },
      )
    },
  })
}
