import './audit.ts'
import type { Streams } from '#lib/events'
import { serve, type App } from '#lib/http'
import { Calendars } from './book.ts'
import type { CalendarDesk } from './change.ts'
import {
  addProfile,
  assignProfile,
  CalendarChanged,
  explainDeadline,
  getYear,
  exportChanges,
  listChanges,
  listProfiles,
  restoreDays,
  setDays,
  setHours,
  undoDays,
} from './contract.ts'
import {
  explainDeadlineHandler,
  exportChangesHandler,
  getYearHandler,
  listChangesHandler,
  listProfilesHandler,
} from './read-calendar.ts'
import { restoreDaysHandler, setDaysHandler, undoDaysHandler } from './set-days.ts'
import { addProfileHandler, assignProfileHandler, setHoursHandler } from './set-hours.ts'

export { calendarConfiguration } from './configuration.ts'
import { mayEdit } from './policy.ts'

export { loadCalendar, type CalendarSeed } from './load-calendar.ts'
export { Calendars, type CalendarBook } from './book.ts'
export { newestRevision } from './store.ts'
export type { WorkCalendar } from './work-calendar.ts'

/** Serves the calendar. Gives the books by which other modules work out deadlines. */
export function serveCalendar(app: App, desk: CalendarDesk): Calendars {
  const calendars = new Calendars()
  app.allow((actor) => (mayEdit(desk.editors, actor) ? ['calendar.edit'] : []))
  serve(app, getYear, getYearHandler(calendars, desk))
  serve(app, listProfiles, listProfilesHandler(calendars, desk))
  serve(app, listChanges, listChangesHandler)
  serve(app, exportChanges, exportChangesHandler)
  serve(app, explainDeadline, explainDeadlineHandler(calendars))
  serve(app, setDays, setDaysHandler(desk))
  serve(app, restoreDays, restoreDaysHandler(desk))
  serve(app, undoDays, undoDaysHandler(desk))
  serve(app, addProfile, addProfileHandler(desk))
  serve(app, setHours, setHoursHandler(desk))
  serve(app, assignProfile, assignProfileHandler(desk))
  return calendars
}

/** Tells open pages that the calendar has changed. Everybody may know it. */
export function streamCalendar(streams: Streams): void {
  streams.hear(CalendarChanged, () => true)
}
