// Generated from the migrated database by `npm run db`. Do not edit.
import type { ColumnType, Generated } from 'kysely'

type Moment = ColumnType<Date, Date | string, Date | string>
type DefaultMoment = ColumnType<Date, Date | string | undefined, Date | string>
/** read as a value, written as JSON text: an array would otherwise become a PostgreSQL array */
type Jsonb = ColumnType<unknown, string, string>
type DefaultJsonb = ColumnType<unknown, string | undefined, string>

/** Who did what when. Only ever appended to: the serving login cannot update or delete */
export interface AuditEntry {
  /** Order of recording */
  id: Generated<number>
  /** When */
  recorded_at: DefaultMoment
  /** The account; null where nobody was logged in */
  actor_id: string | null
  /** The post the account acted in */
  post_id: string | null
  /** What was done, e.g. identity.log_in */
  what: string
  /** What it was done to: an id */
  subject: string | null
  /** What an auditor needs to know besides; no personal data */
  detail: DefaultJsonb
  /** The request, as in the log */
  request_id: string | null
  /** The transaction that recorded it: with id its place in the order of sealing, so that a late commit cannot slip behind a seal */
  xid: Generated<string>
  /** The person's name then */
  actor_name: string | null
  /** The unit they acted for */
  unit_id: string | null
  /** Its name then */
  unit_name: string | null
  /** What people call the subject, e.g. a case number */
  subject_name: string | null
}

/** Seals over the audit log: each covers the entries after the last one's, in the order (xid, id), and is chained to it. Only ever appended to */
export interface AuditSeal {
  /** Counts up from 1 without gaps */
  id: number
  /** Transaction of the first entry */
  from_xid: string
  /** The first entry */
  from_id: number
  /** Transaction of the last entry */
  to_xid: string
  /** The last entry */
  to_id: number
  /** How many entries it covers */
  entries: number
  /** SM3 over the hash before it and the canonical JSON of this seal and its entries in order */
  hash: Buffer
  /** When */
  made_at: Moment
}

/** One row: the newest revision of the calendar. Every change takes the next number under this row's lock */
export interface CalendarBook {
  /** There is one book */
  only_row: Generated<boolean>
  /** Counts up with every change */
  revision: number
}

/** Public holidays and make-up days (调休) as the State Council announced them; other days are worked Monday to Friday */
export interface CalendarNationalDay {
  /** The day */
  day: string
  /** A make-up day, worked in exchange for a day off */
  working: boolean
  /** Name of the holiday in every language */
  name: Jsonb
  /** Holds from this revision */
  since_revision: number
  /** No longer holds from this revision; null: holds now */
  until_revision: number | null
}

/** Days on which the city decided otherwise than the state: worked or not, and why */
export interface CalendarOverrideDay {
  /** The day */
  day: string
  /** Whether it is worked */
  working: boolean
  /** Why, as it stands in explanations of deadlines */
  reason: string
  /** Who decided; null for the data of the city */
  actor_id: string | null
  /** Their name then */
  actor_name: string | null
  /** Holds from this revision */
  since_revision: number
  /** No longer holds from this revision; null: holds now */
  until_revision: number | null
}

/** Working hours that units can have: office, duty room */
export interface CalendarProfile {
  /** Code, e.g. office */
  code: string
  /** Name in every language */
  name: Jsonb
  /** Place in lists */
  position: number
}

/** Spans of working time of a day */
export interface CalendarProfileSpan {
  /** Of which version */
  version_id: string
  /** Place in the day */
  position: number
  /** Begins, in minutes from midnight */
  from_minute: number
  /** Ends, in minutes from the same midnight; past 1440 it ends on the next day */
  to_minute: number
}

/** The hours of a profile from a day on; each later one takes over from the one before */
export interface CalendarProfileVersion {
  /** The version */
  id: string
  /** Of which profile */
  profile: string
  /** First day with these hours; the earliest also holds for all time before */
  valid_from: string
  /** On working days, or every day whatever the holidays */
  opens: string
  /** Limits in working days end at the close of the last day, or at the same time of day */
  day_end: string
  /** Holds from this revision */
  since_revision: number
  /** No longer holds from this revision; null: holds now */
  until_revision: number | null
}

/** Every change of the calendar, only ever appended. Rows of the other tables say from which revision to which they held, so that an old deadline can be worked out again as it was */
export interface CalendarRevision {
  /** Number of the change */
  revision: number
  /** When it was made */
  recorded_at: DefaultMoment
  /** What was done, e.g. calendar.set_days */
  what: string
  /** Who; null for the data of the city and the state */
  actor_id: string | null
  /** Their name then */
  actor_name: string | null
  /** First day whose working time may differ */
  first_day: string
  /** Last such day; null: all days after the first */
  last_day: string | null
  /** What an auditor needs to know besides; no personal data */
  detail: DefaultJsonb
}

/** Which unit works by which profile from a day on */
export interface CalendarUnitProfile {
  /** The assignment */
  id: string
  /** The unit; null: every unit that has no profile of its own */
  unit_id: string | null
  /** The profile; null: from this day the unit follows the default again */
  profile: string | null
  /** First day */
  valid_from: string
  /** Holds from this revision */
  since_revision: number
  /** No longer holds from this revision; null: holds now */
  until_revision: number | null
}

/** The history of every case: one row per accepted command, only ever appended, chained by SM3 per case. The case is its history */
export interface CasesAction {
  /** The case */
  case_id: string
  /** Counts up from 1 within the case, without gaps */
  sequence: number
  /** The command that was accepted */
  command_id: string
  /** What was done, as the kind names it; register begins a case */
  action: string
  /** Who did it */
  actor_id: string
  /** Their name then */
  actor_name: string
  /** The unit they acted for */
  unit_id: string
  /** Its name then */
  unit_name: string
  /** When it happened, as the client says */
  occurred_at: Moment
  /** When the server accepted it */
  recorded_at: Moment
  /** ActionPayload: its effects, resolved, so that folding needs nothing else; no personal data in clear */
  payload: Jsonb
  /** SM3 over the previous hash and this row */
  hash: Buffer
}

/** Daily witness: where every changed case's chain ended then. A tail cut together with its projection is found by it */
export interface CasesAnchor {
  /** Counts up */
  id: Generated<number>
  /** When */
  made_at: DefaultMoment
  /** How many cases it names */
  entries: number
  /** SM3 over the previous anchor's hash and its entries, sorted by case: worth writing down outside */
  hash: Buffer
}

/** One case in an anchor. No foreign key to the case: it must outlive a row that somebody removes */
export interface CasesAnchorEntry {
  /** The anchor */
  anchor_id: number
  /** The case */
  case_id: string
  /** How many actions it had */
  sequence: number
  /** Hash of the last */
  head: Buffer
}

/** Which units hold or held a case, as platform, handling unit or joining in: the chain of holders; a projection of its actions */
export interface CasesAssignment {
  /** The case */
  case_id: string
  /** Counts up within the case */
  ordinal: number
  /** platform: runs the case; main: handles it (主办); joint: joins in (协办) */
  part: string
  /** The unit */
  unit_id: string
  /** Its name then */
  unit_name: string
  /** When it got the case */
  since: Moment
  /** When it ceased to hold it; null while it does */
  until: Moment | null
  /** Whether the unit still sees the case after it ceased to hold it, as the kind says */
  visible: Generated<boolean>
}

/** A case as it stands: a projection of its actions, kept in their transaction, narrow because it changes often */
export interface CasesCase {
  /** The case */
  id: string
  /** What people call it: prefix, day, running number */
  number: string
  /** Its kind */
  kind: string
  /** The version of the kind it runs on */
  kind_version: number
  /** Its number in the system it came from */
  source_number: string | null
  /** How many actions it has; a command names the one it was based on */
  sequence: number
  /** Hash of its last action: the end of its chain */
  head: Buffer
  /** State, as its kind names it */
  state: string
  /** When it was registered */
  opened_at: Moment
  /** When its last action was recorded */
  changed_at: Moment
  /** When it reached a state that ends it */
  closed_at: Moment | null
  /** The earliest deadline of the clocks that run now; null when none does */
  due_at: Moment | null
  /** Which clock that is, as the kind names it */
  due_clock: string | null
  /** When that clock turns yellow */
  warn_at: Moment | null
  /** The deadline somebody outside has set */
  outer_due_at: Moment | null
  /** Where it lies, WGS-84 degrees east */
  lon: number | null
  /** Where it lies, WGS-84 degrees north */
  lat: number | null
  /** Code of the smallest area it lies in */
  area: string | null
  /** Code of its category */
  category: string | null
  /** 0 ordinary, 1 personal data, 2 confidential */
  sensitivity: Generated<number>
  /** Marks set on it, sorted, e.g. a supervision order */
  marks: Generated<string[]>
  /** How it ended: closed, not_accepted, not_filed, voided, given_back; null while it runs */
  ending: string | null
  /** Units that hold the case, or held it and still see it: those of its visible assignments */
  seen_by: Generated<string[]>
}

/** The clocks of a case, the last round of each; a projection of its actions, and what wakes the timer */
export interface CasesClock {
  /** The case */
  case_id: string
  /** The clock, as the kind names it */
  code: string
  /** Counts up each time it begins anew */
  round: number
  /** running, standing (its deadline stays), paused (what was left is left), ended */
  state: string
  /** When this round began */
  started_at: Moment
  /** Since when it is in this state */
  since: Moment
  /** How much time it has; null when its deadline was set from outside */
  limit_value: number | null
  /** In which unit */
  limit_unit: string | null
  /** When it is up */
  deadline: Moment
  /** When it turns yellow */
  warn_at: Moment | null
  /** When the warning was given */
  warned_at: Moment | null
  /** When it was found to be over */
  breached_at: Moment | null
  /** How many of the points after the breach were reached */
  graded: Generated<number>
  /** When it rings next; null while it cannot */
  next_at: Moment | null
}

/** What lists, search and pages show of a case: masked texts and public facts. Apart from the changing row, because a search vector in it makes every update dear */
export interface CasesContent {
  /** The case */
  case_id: string
  /** Masked title */
  title: string
  /** Masked text */
  body: string
  /** Public fields of the form */
  facts: Jsonb
  /** Character bigrams of title and text */
  search: string
}

/** Filling with sample cases, once in the life of an installation: what is made follows from seed and moment, so that it goes on after a stop */
export interface CasesFilling {
  /** There is one */
  only_row: Generated<boolean>
  /** What chance was drawn from */
  seed: number
  /** The moment up to which sample cases live */
  until: Moment
  /** The first of the running numbers kept for them */
  first_number: number
  /** How many there will be */
  total: number
  /** How many are there */
  done: Generated<number>
  /** When it began */
  began_at: DefaultMoment
  /** When all were there and had been verified; null while it goes on */
  ended_at: Moment | null
}

/** Case kinds as versioned data; a running case stays on the version it began with */
export interface CasesKind {
  /** Code of the kind */
  kind: string
  /** Counts up */
  version: number
  /** KindDefinition: fields, states, actions, guards */
  definition: Jsonb
  /** When this version came into use */
  published_at: DefaultMoment
  /** Who published it; null: the city's own */
  published_by: string | null
  /** What that person was called then; null: the city's own */
  published_by_name: string | null
  /** Why it was published, in that person's words */
  reason: string | null
}

/** Personal data and free texts of an action, sealed under the case's key; the action holds a commitment to them */
export interface CasesPrivate {
  /** The case */
  case_id: string
  /** The action they belong to */
  sequence: number
  /** Canonical JSON of the fields: SM4-CTR, then HMAC-SM3 */
  sealed: Buffer
}

/** Every case's own key, sealed by the installation's master key. Destroying it erases the personal data */
export interface CasesPrivateKey {
  /** The case */
  case_id: string
  /** The key, sealed; null when it was destroyed */
  wrapped: Buffer | null
}

/** Rules by which cases find their unit, whole sets by version; a decision names the version it was made by */
export interface CasesRouting {
  /** Counts up */
  version: number
  /** RoutingRule[]: in order, the first that applies wins */
  rules: Jsonb
  /** Since when it is in force */
  published_at: DefaultMoment
  /** Who published it; null: the city's own */
  published_by: string | null
  /** What that person was called then; null: the city's own */
  published_by_name: string | null
  /** Why they were published, in that person's words */
  reason: string | null
}

/** Which city this database holds: one row, written at the first start and never changed */
export interface ConfigurationInstallation {
  /** There is one installation */
  only_row: Generated<boolean>
  /** The city's code, e.g. its division code */
  city: string
}

/** Migrations that have run, in the order of applied_at */
export interface DbMigration {
  /** layer/module/stamp_words */
  name: string
  /** SM3 of the file: a migration that has run may not be changed */
  checksum: string
  /** When it ran */
  applied_at: DefaultMoment
  /** How long it took */
  milliseconds: number
}

/** What the city's data last said of an entry, whatever people made of it since */
export interface DictionaryDelivery {
  /** The entry */
  entry_id: string
  /** EntryContent as delivered */
  content: Jsonb
  /** SM3 of the content without its position */
  digest: string
}

/** Code tables (字典), as the city's data describes them. Its row is locked by whoever changes an entry */
export interface DictionaryDictionary {
  /** Code, e.g. components */
  code: string
  /** Place in the city's order */
  position: number
  /** DictionaryDefinition: names, standard, versions, kinds, columns */
  definition: Jsonb
  /** SM3 of the definition and file that were delivered last: the same again changes nothing */
  delivered_digest: string
  /** Counts changes of entries, so that other processes see when to read anew */
  changes: Generated<number>
}

/** What is named by a key. What is said of it, and when, stands in its revisions */
export interface DictionaryEntry {
  /** The entry */
  id: string
  /** Its dictionary */
  dictionary: string
  /** Edition of the standard, e.g. 2013; empty where the dictionary has none */
  version: string
  /** Kind, e.g. component or event, which may share a code; empty where the dictionary has none */
  kind: string
  /** Code within dictionary, version and kind */
  code: string
  /** People changed it since it was delivered: a new delivery leaves it alone */
  edited: Generated<boolean>
}

/** What is said of an entry from one moment to another. Never overwritten: a change ends one revision and begins the next; at no moment are two valid */
export interface DictionaryRevision {
  /** The entry */
  entry_id: string
  /** Counts up from 1 within the entry */
  revision: number
  /** Valid from this moment */
  valid_from: Moment
  /** Valid until this moment, which is no more in it; null while open; equal to valid_from when it was withdrawn before it began */
  valid_to: Moment | null
  /** Chinese name */
  name: string
  /** English name, where there is one */
  name_en: string | null
  /** Code of the entry above it, in the same dictionary, version and kind */
  parent: string | null
  /** Place among its neighbours */
  position: number
  /** Values of the dictionary's columns */
  attributes: Jsonb
  /** How sure the content is: high = seen in a standard or a public system, medium = usual practice, low = a constructed default */
  confidence: string
  /** Where the content comes from */
  source: string
  /** Remark */
  note: string
  /** Everything one may search it by, in lower case */
  search: string
  /** SM3 of the content without its position, to compare with what was delivered */
  digest: string
  /** delivered with the city's data, edited by hand or imported from a file */
  origin: string
  /** The account that made it; null when delivered */
  changed_by: string | null
  /** Their name then */
  changed_by_name: string | null
  /** Why, if it was said */
  reason: string | null
  /** When it was recorded */
  recorded_at: DefaultMoment
  /** Who retired the entry with this revision, or withdrew it; null when the next one replaced it */
  ended_by_name: string | null
  /** Why, if it was said */
  ended_reason: string | null
}

/** What happened, written in the transaction in which it happened. Read in the order (xid, id), and only below the oldest transaction still running: an id alone would skip rows of a transaction that commits late */
export interface EventsOutbox {
  /** The transaction that wrote it */
  xid: Generated<string>
  /** Order within the transaction */
  id: Generated<number>
  /** Which event, e.g. cases.changed */
  topic: string
  /** Its data; no personal data */
  data: Jsonb
  /** When the transaction began */
  recorded_at: DefaultMoment
}

/** How far the relay has read the outbox: one row */
export interface EventsPublished {
  /** Always true: keeps the table at one row */
  sole: Generated<boolean>
  /** Transaction of the last event published */
  xid: string
  /** Its order within the transaction */
  id: number
  /** When the relay last moved */
  published_at: DefaultMoment
}

/** Keys that sign messages; a system may have several, so that one can be replaced without a pause */
export interface ExchangeKey {
  /** The key id: no secret */
  id: string
  /** Whose it is */
  system_code: string
  /** The secret, sealed by the master key */
  sealed_secret: Buffer
  /** Signs from then on */
  valid_from: Moment
  /** Signs until then; null: until revoked */
  valid_to: Moment | null
  /** When it was made */
  created_at: DefaultMoment
  /** Who made it */
  created_by_name: string
  /** When its secret was shown, which happens once */
  shown_at: Moment | null
  /** When it was revoked, for good */
  revoked_at: Moment | null
  /** Who revoked it */
  revoked_by_name: string | null
  /** About when it last signed a message to us, to the minute */
  last_used_at: Moment | null
}

/** Every message that came in or is to go out, with what became of it */
export interface ExchangeMessage {
  /** The message, as modules know it */
  id: string
  /** From whom it came or to whom it goes */
  system_code: string
  /** in or out */
  direction: string
  /** The id its sender gave it: sent again under the same id it is the same message */
  sender_id: string
  /** What it is about; says which module takes it */
  type: string
  /** Keyed digest of the body: tells two bodies apart and says nothing to whoever lacks the master key */
  digest: string
  /** Bytes of the body */
  size: number
  /** Key of this message, sealed by the master key */
  wrapped_key: Buffer
  /** The body, sealed: it may hold personal data */
  sealed_body: Buffer
  /** What was answered, sealed with the same key */
  sealed_answer: Buffer | null
  /** waiting: to be handed over or sent; done; failed: given up until an administrator replays it */
  state: Generated<string>
  /** How often that was tried, since it came or was replayed */
  tries: Generated<number>
  /** While waiting: not before this */
  try_at: DefaultMoment
  /** Why the last try failed; no content */
  fault: string | null
  /** HTTP status of the last sending */
  status: number | null
  /** How often an administrator had it replayed */
  replays: Generated<number>
  /** When it came, or was to be sent */
  created_at: DefaultMoment
  /** When it was done or given up */
  settled_at: Moment | null
}

/** Numbers used once by signed requests, kept as long as their time could still be accepted */
export interface ExchangeNonce {
  /** The key that signed */
  key_id: string
  /** The number */
  nonce: string
  /** A request so old is refused for its time; the number need not be kept longer */
  expires_at: Moment
}

/** Systems outside this installation that send us messages or get them from us */
export interface ExchangeSystem {
  /** Stands in the address it sends to */
  code: string
  /** What people call it */
  name: string
  /** in: it sends to us; out: we send to it; both */
  direction: string
  /** Where we send to; null where we do not */
  address: string | null
  /** Off until an administrator switches it on: nothing is taken from it and nothing sent */
  is_on: Generated<boolean>
  /** Whom to ask when it fails */
  contact: Generated<string>
  /** Anything worth knowing about it */
  note: Generated<string>
  /** Counts its changes, so that two who change it at once notice each other */
  version: Generated<number>
  /** Sendings in a row that did not reach it */
  failures: Generated<number>
  /** After too many of them nothing is tried before this */
  paused_until: Moment | null
  /** When it was registered */
  created_at: DefaultMoment
  /** When what an administrator says of it was last changed */
  changed_at: DefaultMoment
}

/** Sealed contents in the store, each content once. Written here before it is written there, so that nothing in the store is forgotten */
export interface FilesBlob {
  /** The content as stored */
  id: string
  /** SM3 of the content in clear: its name */
  sm3: Buffer
  /** Bytes in clear */
  size: number
  /** Name in the store: the SM3 and an ending of its own, so that two writers of one content never write one object */
  object: string
  /** Key of this content, sealed by the master key */
  wrapped_key: Buffer
  /** It is whole in the store; otherwise it is being written, or its writer died */
  stored: Generated<boolean>
  /** When it was written or last found to be wanted again: it is collected only when this is long ago and nothing refers to it */
  touched_at: DefaultMoment
}

/** Files as people know them: a name, a content, whom they belong to */
export interface FilesFile {
  /** The file */
  id: string
  /** Its content as it came */
  blob_id: string
  /** The cleaned name it came with */
  name: string
  /** picture, video, audio or document: by its bytes */
  sort: string
  /** Media type, by its bytes */
  type: string
  /** Bytes */
  size: number
  /** processing: not served yet; ready; broken: its picture cannot be read; infected: in quarantine */
  state: Generated<string>
  /** What the virus scanner called it */
  finding: string | null
  /** Who uploaded it */
  account_id: string
  /** Their name then */
  account_name: string
  /** In which unit */
  unit_id: string
  /** Its name then */
  unit_name: string
  /** When the upload was complete */
  created_at: DefaultMoment
  /** Module it belongs to; null until it is attached */
  module: string | null
  /** What it belongs to there, e.g. a case */
  subject_id: string | null
  /** When it was attached */
  attached_at: Moment | null
  /** Pixels across, as shown upright */
  width: number | null
  /** Pixels down, as shown upright */
  height: number | null
  /** When the camera says it was taken; in Asia/Shanghai where it names no zone */
  taken_at: Moment | null
  /** Longitude, WGS-84, degrees east */
  lon: number | null
  /** Latitude, WGS-84, degrees north */
  lat: number | null
  /** Coordinate system it was given in: as the picture states it, else as the uploader declared it; unstated was taken for WGS-84, which the standard asks for, but telephones sold in China may write GCJ-02 */
  datum: string | null
  /** The scanner that found it clean; null where none is set up */
  scanned_by: string | null
  /** While processing: not to be taken up before this */
  try_at: DefaultMoment
  /** How often it was taken up */
  tries: Generated<number>
  /** Coordinate system in which the uploader's device writes positions, as the uploader declared it */
  declared_datum: string | null
}

/** Parts of an upload that have arrived; together they have no gap */
export interface FilesPart {
  /** The upload */
  upload_id: string
  /** Its first byte in the whole */
  start_at: number
  /** Bytes */
  size: number
  /** SM3, to know it again when it is sent twice */
  sm3: Buffer
  /** Where it lies in the store, sealed */
  object: string
}

/** Uploads under way, and for a day those that ended */
export interface FilesUpload {
  /** The upload: the id of the command that began it */
  id: string
  /** Whose it is */
  account_id: string
  /** The cleaned name */
  name: string
  /** Bytes announced */
  size: number
  /** Digest announced; null: none */
  sm3: Buffer | null
  /** Key that seals its parts, sealed by the master key; it becomes the key of the content */
  wrapped_key: Buffer
  /** When it began */
  created_at: DefaultMoment
  /** When its last part came */
  touched_at: DefaultMoment
  /** The file it became */
  file_id: string | null
  /** When it became a file or was given up */
  ended_at: Moment | null
  /** Coordinate system in which the uploader's device writes positions, as the uploader declared it */
  datum: string | null
  /** Where the uploader says it was made: longitude, WGS-84 */
  lon: number | null
  /** Where the uploader says it was made: latitude, WGS-84 */
  lat: number | null
}

/** Pictures made from a picture: upright, without anything the camera wrote into it */
export interface FilesVariant {
  /** The file */
  file_id: string
  /** show: to look at; large: 1280 pixels; small: 320 pixels */
  name: string
  /** Its content */
  blob_id: string
  /** Media type */
  type: string
  /** Pixels across */
  width: number
  /** Pixels down */
  height: number
}

/** Areas of all levels with their borders, dated: towns merge and grids are redrawn, statistics are as of then */
export interface GeoArea {
  /** This version of the area */
  id: string
  /** Code of the area; a unit grid has 6+3+3+3 digits: district, town, village, grid (GB/T 30428.1) */
  code: string
  /** Name */
  name: string
  /** Code of its level in the city's tree */
  level: string
  /** Code of the area above; none at the top */
  parent_code: string | null
  /** GeoJSON MultiPolygon coordinates, WGS-84 degrees of six digits */
  geometry: Jsonb
  /** Square metres */
  area_m2: number
  /** Longitude of a point inside, for its name */
  label_lon: number
  /** Latitude of a point inside, for its name */
  label_lat: number
  /** True: a sketch 示意, not a surveyed border */
  sketch: boolean
  /** First day on which it is so */
  valid_from: string
  /** First day on which it is no longer so; none: still */
  valid_to: string | null
  /** Name of who made this version; none: came with the city's data */
  changed_by: string | null
  /** When this version was made */
  changed_at: DefaultMoment
}

/** Tile services an administrator has set up to be shown under the own map; none is on by itself */
export interface GeoBaseMap {
  /** The base map */
  id: string
  /** What people choose it by */
  name: string
  /** Address template of its tiles (Web Mercator); {key} stands for the key, which is not in it */
  url: string
  /** What {s} may be, parted by commas */
  subdomains: Generated<string>
  /** Key of the service, sealed by the master key; none: it asks for none */
  sealed_key: Buffer | null
  /** Whose map it is; always shown with it */
  attribution: string
  /** Approval number of the map (审图号); always shown with it */
  approval_number: Generated<string>
  /** Coordinates its tiles are drawn in; those in gcj02 are shifted into place */
  datum: string
  /** Smallest zoom that has tiles */
  min_zoom: number
  /** Largest zoom that has tiles */
  max_zoom: number
  /** Offered on the maps */
  is_on: Generated<boolean>
  /** Counts its changes: two who change it at once notice, and no tile of before is shown after */
  version: Generated<number>
  /** When it was last changed */
  changed_at: DefaultMoment
}

/** Places whose position is known: what addresses are resolved with */
export interface GeoPlace {
  /** The place */
  id: string
  /** Kind, e.g. school, stop, address */
  kind: string
  /** Name, or the address itself when it was confirmed */
  name: string
  /** Address as its source has it; may be empty */
  address: string
  /** Name of the town, where the source says it */
  town: string | null
  /** Longitude, WGS-84 */
  lon: number
  /** Latitude, WGS-84 */
  lat: number
  /** Morton cell of the point, 31 bits an axis: a box is a few ranges of it */
  cell: number
  /** city: came with the city's data; confirmed: somebody said so here */
  source: string
}

/** Counts the changes of areas and places, so that every process knows when what it keeps in memory is old */
export interface GeoRevision {
  /** There is one row */
  one: Generated<boolean>
  /** Counts up with every change */
  number: number
}

/** Addresses that could not be placed and wait for somebody who knows the ground */
export interface GeoUnresolved {
  /** The address */
  id: string
  /** The address without rooms, names and telephone numbers, which nobody needs to place it */
  text: string
  /** How often it was asked for */
  times: number
  /** open, confirmed or dismissed */
  state: string
  /** When it was last asked for */
  asked_at: Moment
  /** The place made when it was confirmed */
  place_id: string | null
  /** Where it was confirmed to be: longitude, WGS-84 */
  lon: number | null
  /** Where it was confirmed to be: latitude, WGS-84 */
  lat: number | null
  /** Name of who confirmed or dismissed it */
  decided_by: string | null
  /** When */
  decided_at: Moment | null
}

/** What waits for an address to be placed, e.g. a case: told as soon as somebody confirms where it is */
export interface GeoWaiting {
  /** What sort of thing waits, in the asking module's words, e.g. case */
  subject_kind: string
  /** Which one */
  subject_id: string
  /** The address it waits for: its newest one */
  unresolved_id: string
  /** Since when it waits for this address */
  queued_at: DefaultMoment
}

/** The two books of the module: filing standards and stage limits. Whoever changes one holds its row */
export interface GridBook {
  /** Which book */
  name: string
  /** Counts changes, so that every process sees when to read anew */
  changes: Generated<number>
  /** SM3 of what the city delivered last: the same again changes nothing */
  delivered_digest: string | null
}

/** How long each stage of a case may take, and the rules of its clock; one row for each stretch of time */
export interface GridStageLimit {
  /** The rule; where it is the stage itself, its limit is the limit of the stage */
  code: string
  /** Counts up from 1 within the rule */
  revision: number
  /** Valid from the beginning of this day in Asia/Shanghai */
  valid_from: string
  /** Valid until the beginning of this day; null while open; equal to valid_from when taken back or replaced before it counted */
  valid_to: string | null
  /** Stage: accept, verify, file, dispatch, sign, handle, check, close … */
  stage: string
  /** Chinese name of the stage */
  name: string
  /** English name of the stage */
  name_en: string
  /** Place in the city's order */
  position: number
  /** From what to what, or what the rule says */
  rule: string
  /** How long, in limit_unit; null where the rule sets no length */
  limit_value: number | null
  /** minute, urgent_hour, work_hour, work_day, natural_day, month */
  limit_unit: string | null
  /** Role that must be done by then */
  by_role: string | null
  /** high, medium, low: as in grid.standard */
  confidence: string
  /** Where it comes from */
  source: string
  /** Remark */
  note: string
  /** delivered with the city's data or edited by hand */
  origin: string
  /** The account that made it; null when delivered */
  changed_by: string | null
  /** Their name then */
  changed_by_name: string | null
  /** Why, if it was said */
  reason: string | null
  /** When it was recorded */
  recorded_at: DefaultMoment
  /** Who took it back; null when the next row replaced it */
  ended_by_name: string | null
  /** Why, if it was said */
  ended_reason: string | null
}

/** Standards of filing and closing (立案结案标准), one row for each stretch of time. Never overwritten: a change ends one row and begins the next; on no day are two of one standard valid */
export interface GridStandard {
  /** The standard: version.kind.code, the same on every installation */
  id: string
  /** Counts up from 1 within the standard */
  revision: number
  /** Valid from the beginning of this day in Asia/Shanghai */
  valid_from: string
  /** Valid until the beginning of this day; null while open; equal to valid_from when taken back before it began, or replaced on the day it began */
  valid_to: string | null
  /** The list it belongs to: edition of the standard (2026, 2013) or the city's or district's own list */
  version: string
  /** component or event, which may share a code */
  kind: string
  /** Code of the component or event in the dictionary of its version and kind; its name stands there */
  item: string
  /** Code of the standard within version and kind, e.g. 01001-2 */
  code: string
  /** When a case is filed (立案条件) */
  filing: string
  /** How long handling may take (处置时限), in limit_unit */
  limit_value: number
  /** urgent_hour: hours round the clock; work_hour, work_day: of the working calendar; natural_day */
  limit_unit: string
  /** When the case may be closed (结案条件) */
  closing: string
  /** high = seen in a standard or a public system, medium = usual practice, low = a constructed default */
  confidence: string
  /** Where it comes from */
  source: string
  /** Remark */
  note: string
  /** delivered with the city's data, edited by hand or imported from a file */
  origin: string
  /** The account that made it; null when delivered */
  changed_by: string | null
  /** Their name then */
  changed_by_name: string | null
  /** Why, if it was said */
  reason: string | null
  /** When it was recorded */
  recorded_at: DefaultMoment
  /** Who retired the standard with this row, or took it back; null when the next row replaced it */
  ended_by_name: string | null
  /** Why, if it was said */
  ended_reason: string | null
}

/** The first cells at fault of a run, for its page; the report to keep holds all of them */
export interface HotlineImportFault {
  /** The run */
  run_id: string
  /** Counts them */
  place: number
  /** Row of the sheet, as a spreadsheet counts */
  row_number: number
  /** Heading of the column, or name of the field where no column feeds it */
  column_name: string
  /** Key of the field */
  field: string
  /** What stands there, masked, at most 60 characters */
  value: string
  /** What is wrong, in every language */
  fault: Jsonb
}

/** Matchings of columns and fields that were kept, one for each sender of files */
export interface HotlineImportMapping {
  /** The matching */
  id: string
  /** Kind of case whose form it fills */
  kind: string
  /** Whose files it is for */
  name: string
  /** Heading and field of each column that is used */
  columns: Jsonb
  /** Values for fields no column feeds */
  constants: Jsonb
  /** Who kept it last */
  saved_by_name: string
  /** When */
  saved_at: DefaultMoment
}

/** Files of orders that were handed in, each with how far it came */
export interface HotlineImportRun {
  /** The run */
  id: string
  /** Kind of case its rows become */
  kind: string
  /** Version whose form the rows were checked against */
  kind_version: number
  /** The file as it came, kept by the files module */
  file_id: string
  /** Its cleaned name */
  file_name: string
  /** Its bytes */
  file_size: number
  /** Keyed digest of the file: tells whether the same one was handed in before */
  digest: Buffer
  /** mapping: columns are being matched; checking; checked: waits for a decision; importing; done; stopped: by a person, may go on; failed; discarded: given up */
  state: string
  /** What is being worked on, or would go on after a stop: check or import */
  stage: Generated<string>
  /** How the file is read: format, encoding, delimiter, sheet, rows of the heading, headings */
  layout: Jsonb
  /** Which column feeds which field, values for fields no column feeds, under which name it is kept */
  mapping: Jsonb
  /** What the check noticed about the sheet as a whole, e.g. hidden rows */
  notes: DefaultJsonb
  /** How often which fault was found in which field */
  reasons: DefaultJsonb
  /** Good rows are imported although there are bad ones */
  good_only: Generated<boolean>
  /** Rows of the sheet up to this one are dealt with in the present stage */
  next_row: Generated<number>
  /** How many data rows that was */
  done_rows: Generated<number>
  /** Data rows of the sheet; null until they are counted by the check */
  total_rows: number | null
  /** Rows without fault */
  good: Generated<number>
  /** Rows with at least one */
  bad: Generated<number>
  /** Good rows whose source number was here already when they were checked */
  known: Generated<number>
  /** Cells at fault in all; the first of them are rows of import_fault */
  fault_cells: Generated<number>
  /** Cases made */
  imported: Generated<number>
  /** Last row of the batch that was begun: found again after a crash, it may have been written already */
  batch_row: number | null
  /** How many rows of that batch were new when it was begun */
  batch_fresh: number | null
  /** Whoever works on it wrote this; a worker that finds another here leaves it alone */
  claim: string | null
  /** Why it failed, in words */
  failure: Jsonb | null
  /** Who handed it in */
  account_id: string
  /** Their name then */
  account_name: string
  /** In which post: its rights decide when rows are written */
  post_id: string
  /** Name of their unit then */
  unit_name: string
  /** When it was handed in */
  created_at: DefaultMoment
  /** When anything last happened to it */
  changed_at: DefaultMoment
  /** When it was done, failed or given up */
  ended_at: Moment | null
  /** Milliseconds worked in the present stage */
  work_ms: Generated<number>
}

/** Commands that were accepted, each with its reply: sent again, a command answers the same and does nothing */
export interface HttpCommand {
  /** Made by the client */
  id: string
  /** The account that sent it */
  actor_id: string
  /** SM3 over actor, address and content: the same id with other content is refused */
  digest: Buffer
  /** What was answered */
  reply: Jsonb
  /** When it was accepted */
  recorded_at: DefaultMoment
}

/** People who can log in */
export interface IdentityAccount {
  /** The account */
  id: string
  /** What is typed at log-in */
  username: string
  /** The person's name */
  name: string
  /** PBKDF2-SM3 with rounds and salt; null: nobody has given the account a password yet */
  password_hash: string | null
  /** A demonstration account, listed on the log-in page */
  demo: Generated<boolean>
  /** Somebody else set the password: it is changed before anything else is done */
  must_change_password: Generated<boolean>
  /** When the password was last set; it runs out by the installation's setting */
  password_changed_at: DefaultMoment
  /** Since when nobody may log in with it; null: enabled */
  disabled_at: Moment | null
  /** When the account was made */
  created_at: DefaultMoment
  /** Whether a password is set; the hash itself is told to no request */
  has_password: Generated<boolean>
}

/** Failed log-ins of the last day, by given user name and by address; bounded in number */
export interface IdentityFailure {
  /** What is counted: name or address */
  sort: string
  /** User name as given, whether or not it exists, or network address */
  key: string
  /** Failures since the last success, lock or day without any */
  failures: number
  /** Until when log-ins are refused; null when never */
  locked_until: Moment | null
  /** When the last failure was */
  last_at: Moment
}

/** The last passwords of an account, hashed, so that they do not come back */
export interface IdentityFormerPassword {
  /** Whose */
  account_id: string
  /** When it was replaced */
  set_at: DefaultMoment
  /** PBKDF2-SM3 with rounds and salt */
  password_hash: string
}

/** Telephone numbers of accounts, sealed under the installation's master key */
export interface IdentityPhone {
  /** Whose */
  account_id: string
  /** The number, sealed */
  sealed: Buffer
  /** HMAC-SM3 of the number: says whether it is a given one, and nothing to whoever lacks the key */
  digest: string
  /** When it was set */
  set_at: DefaultMoment
}

/** A role of a person in a unit, from when to when and how far; never removed */
export interface IdentityPost {
  /** The post */
  id: string
  /** Who */
  account_id: string
  /** In which role */
  role: string
  /** In which unit */
  unit_id: string
  /** In force from */
  valid_from: DefaultMoment
  /** In force until; null: no end is set */
  valid_to: Moment | null
  /** Its unit, what lies below too, everywhere, or listed units; null: as the role says */
  reach: string | null
  /** With reach listed: the units, each with what lies below it */
  units: string[] | null
  /** Area codes, each with what begins with it; null: everywhere */
  places: string[] | null
  /** Category codes, each with what begins with it; null: all */
  categories: string[] | null
  /** 0 ordinary, 1 personal data, 2 confidential; null: as the role says */
  sensitivity: number | null
  /** The post of an absent person whose work this stand-in does; reach and limits are that post's */
  deputy_of: string | null
  /** The account that gave the post; null: the city's data or the set-up */
  granted_by: string | null
  /** Why a stand-in was named */
  reason: string | null
}

/** Codes that stand for the second factor, each once; a used one is gone */
export interface IdentityRecoveryCode {
  /** Whose */
  account_id: string
  /** SM3 of the code, which has 80 random bits */
  code_hash: Buffer
}

/** Roles a post may have, from the city's data */
export interface IdentityRole {
  /** Code, e.g. hotline_receiver */
  code: string
  /** Name in every language */
  name: Jsonb
  /** What people of this role do, in every language */
  duty: Jsonb | null
  /** Where they work: desk, phone, screen */
  terminal: string | null
  /** How sure the source of the role is: high, medium, low */
  confidence: string | null
  /** How far a post of the role reaches unless it says otherwise: its unit, what lies below it too, or everywhere */
  reach: Generated<string>
  /** 0 ordinary, 1 personal data, 2 confidential: the most a post of the role sees unless it says otherwise */
  sensitivity: Generated<number>
  /** Place in the city's order */
  position: Generated<number>
}

/** Secrets of time-based codes, sealed under the installation's master key */
export interface IdentitySecondFactor {
  /** Whose */
  account_id: string
  /** The secret, sealed */
  sealed_secret: Buffer
  /** When it was made */
  begun_at: DefaultMoment
  /** Since when it is asked for; null: its owner has not shown yet that their app knows it */
  confirmed_at: Moment | null
  /** Counter of the last code that was taken: none is taken twice */
  last_counter: Generated<number>
}

/** Log-ins; the cookie holds a token whose SM3 is kept here */
export interface IdentitySession {
  /** The session */
  id: string
  /** SM3 of the cookie's token: the table does not let anybody in */
  token_hash: Buffer
  /** Who */
  account_id: string
  /** In which post */
  post_id: string
  /** Log-in */
  created_at: DefaultMoment
  /** Last use, to the minute */
  seen_at: DefaultMoment
  /** Log-out or revocation */
  ended_at: Moment | null
  /** The network address that logged in */
  address: string | null
  /** What the browser said it is, shortened */
  device: string | null
}

/** The code of the first set-up, while there is no account yet */
export interface IdentitySetUp {
  /** There is at most one */
  one: Generated<boolean>
  /** SM3 of the code printed on the server's console */
  code_hash: Buffer
  /** When it was printed */
  made_at: DefaultMoment
}

/** How long what is over is kept, where an administrator decided it; otherwise the program says */
export interface JobsRetention {
  /** What is kept, e.g. exchange.messages */
  code: string
  /** So many days after its end it is deleted */
  days: number
  /** When that was decided */
  changed_at: DefaultMoment
  /** By whom: their name then */
  changed_by: string
}

/** What was told to whom: the in-app inbox. Numbers and masked titles, never personal data */
export interface MessagingMessage {
  /** The message */
  id: string
  /** To whom */
  account_id: string
  /** Which notice, e.g. cases.dispatched; messaging.digest gathers others */
  notice: string
  /** Version of the template it was written by; 0 is the one that comes with the program */
  template_version: number
  /** Title in every language, as it was sent */
  title: Jsonb
  /** Text in every language, as it was sent */
  body: Jsonb
  /** Address on the desk of what it is about */
  link: string | null
  /** Breaks through quiet hours and stays on the screen until somebody opens it */
  urgent: boolean
  /** The same for the same news: nobody is told it twice */
  dedup_key: string
  /** When that happened which it tells */
  occurred_at: Moment
  /** Not shown before this: quiet hours, or gathering after a downtime; null once it has arrived */
  held_until: Moment | null
  /** When it came into the inbox */
  arrived_at: Moment | null
  /** When its owner read it */
  read_at: Moment | null
  /** Urgent: when the first of those told opened it */
  handled_at: Moment | null
  /** The message that gathers this one */
  digest_id: string | null
  /** Of a gathering message: how many it gathers */
  digest_count: number | null
}

/** How a person wants to be told; without a row: as the city does */
export interface MessagingPreference {
  /** Who */
  account_id: string
  /** city: the city's quiet hours; own: those given here; off: none */
  quiet_mode: string
  /** Minute of the day in Asia/Shanghai at which quiet begins */
  quiet_from: number | null
  /** Minute at which it ends, on the next day when it is smaller */
  quiet_until: number | null
  /** Notices they do not want; urgent ones come all the same */
  muted: string[]
}

/** How the city is told: one row once an administrator has changed what the city's data say */
export interface MessagingSetting {
  /** Always true: keeps the table at one row */
  sole: Generated<boolean>
  /** Minute of the day in Asia/Shanghai at which quiet begins; null: no quiet hours */
  quiet_from: number | null
  /** Minute at which it ends, on the next day when it is smaller */
  quiet_until: number | null
  /** News older than this when it can be told is gathered into one message */
  digest_minutes: number
  /** Counts the changes */
  revision: number
}

/** Texts of notices as administrators wrote them; the newest is used, the others are kept */
export interface MessagingTemplate {
  /** Which notice */
  notice: string
  /** From 1; 0 is the text that comes with the program */
  version: number
  /** Title in every language, with {variables} */
  title: Jsonb
  /** Text in every language, with {variables} */
  body: Jsonb
  /** Account of whoever wrote it */
  author_id: string
  /** Their name then */
  author_name: string
  /** When */
  written_at: DefaultMoment
}

/** One row, locked by whoever changes the organisation */
export interface OrgBook {
  /** There is one row */
  id: Generated<boolean>
  /** Counts changes, so that other processes see when to read anew */
  changes: Generated<number>
}

/** Changes of the organisation. The versions of all units follow from those that were not undone */
export interface OrgChange {
  /** Order of recording; of two changes of one day the later counts */
  sequence: Generated<number>
  /** The change */
  id: string
  /** open, rename, convert, move, merge, split, close, reorder, import or load */
  kind: string
  /** First day on which it holds */
  effective_on: string
  /** Units it was done to */
  from_units: string[]
  /** Units that follow them: merged into, split into, or opened */
  to_units: string[]
  /** What it does to each unit: open, set or close, with the values set */
  steps: Jsonb
  /** Why, or the document it follows */
  reason: string | null
  /** When it was entered */
  recorded_at: DefaultMoment
  /** The account; null for the city's data */
  recorded_by: string | null
  /** Its name then */
  recorded_by_name: string | null
  /** Taken back before it took effect */
  undone_at: Moment | null
  /** By which account */
  undone_by: string | null
  /** Its name then */
  undone_by_name: string | null
}

/** Sorts of units, from the city's data */
export interface OrgSort {
  /** Code, e.g. town */
  code: string
  /** Name in every language */
  name: Jsonb
  /** Its units run a platform of their own: what lies below them belongs to it */
  platform: boolean
  /** Its units handle cases, and are offered first where a unit is chosen */
  handles: boolean
  /** Sorts under which its units may be; none: they are at the top */
  under: string[]
  /** Place in the city's order */
  position: number
}

/** Units of the organisation, whenever they exist. What is said of them stands in their versions */
export interface OrgUnit {
  /** The unit */
  id: string
  /** The city's own code; never given to another unit */
  code: string
  /** How sure the city's data is of it: high, medium or low */
  confidence: string | null
  /** Where the city's data has it from */
  source: string | null
  /** What the city's data said last: the same again changes nothing */
  delivered: Jsonb | null
}

/** What a unit was called and where it stood, from a day on and before another */
export interface OrgVersion {
  /** The unit */
  unit_id: string
  /** First day */
  valid_from: string
  /** First day on which it holds no more; null: open */
  valid_to: string | null
  /** Name */
  name: string
  /** Short name */
  short_name: string
  /** Sort */
  sort: string
  /** The unit above it */
  parent_id: string | null
  /** Place among those under the same unit */
  position: number
  /** Code of the administrative division it stands for */
  division_code: string | null
}

/** Every table by its schema and name. */
export interface Database {
  'audit.entry': AuditEntry
  'audit.seal': AuditSeal
  'calendar.book': CalendarBook
  'calendar.national_day': CalendarNationalDay
  'calendar.override_day': CalendarOverrideDay
  'calendar.profile': CalendarProfile
  'calendar.profile_span': CalendarProfileSpan
  'calendar.profile_version': CalendarProfileVersion
  'calendar.revision': CalendarRevision
  'calendar.unit_profile': CalendarUnitProfile
  'cases.action': CasesAction
  'cases.anchor': CasesAnchor
  'cases.anchor_entry': CasesAnchorEntry
  'cases.assignment': CasesAssignment
  'cases.case': CasesCase
  'cases.clock': CasesClock
  'cases.content': CasesContent
  'cases.filling': CasesFilling
  'cases.kind': CasesKind
  'cases.private': CasesPrivate
  'cases.private_key': CasesPrivateKey
  'cases.routing': CasesRouting
  'configuration.installation': ConfigurationInstallation
  'db.migration': DbMigration
  'dictionary.delivery': DictionaryDelivery
  'dictionary.dictionary': DictionaryDictionary
  'dictionary.entry': DictionaryEntry
  'dictionary.revision': DictionaryRevision
  'events.outbox': EventsOutbox
  'events.published': EventsPublished
  'exchange.key': ExchangeKey
  'exchange.message': ExchangeMessage
  'exchange.nonce': ExchangeNonce
  'exchange.system': ExchangeSystem
  'files.blob': FilesBlob
  'files.file': FilesFile
  'files.part': FilesPart
  'files.upload': FilesUpload
  'files.variant': FilesVariant
  'geo.area': GeoArea
  'geo.base_map': GeoBaseMap
  'geo.place': GeoPlace
  'geo.revision': GeoRevision
  'geo.unresolved': GeoUnresolved
  'geo.waiting': GeoWaiting
  'grid.book': GridBook
  'grid.stage_limit': GridStageLimit
  'grid.standard': GridStandard
  'hotline.import_fault': HotlineImportFault
  'hotline.import_mapping': HotlineImportMapping
  'hotline.import_run': HotlineImportRun
  'http.command': HttpCommand
  'identity.account': IdentityAccount
  'identity.failure': IdentityFailure
  'identity.former_password': IdentityFormerPassword
  'identity.phone': IdentityPhone
  'identity.post': IdentityPost
  'identity.recovery_code': IdentityRecoveryCode
  'identity.role': IdentityRole
  'identity.second_factor': IdentitySecondFactor
  'identity.session': IdentitySession
  'identity.set_up': IdentitySetUp
  'jobs.retention': JobsRetention
  'messaging.message': MessagingMessage
  'messaging.preference': MessagingPreference
  'messaging.setting': MessagingSetting
  'messaging.template': MessagingTemplate
  'org.book': OrgBook
  'org.change': OrgChange
  'org.sort': OrgSort
  'org.unit': OrgUnit
  'org.version': OrgVersion
}
