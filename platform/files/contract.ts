import { Type, type Static } from 'typebox'
import { event } from '#lib/events/contract'
import { Bytes, Command, problem, route } from '#lib/http/contract'

export const fileNotFound = problem('files.not_found', 404, {
  'zh-CN': '没有这个文件，或您无权查看',
  en: 'There is no such file, or you may not see it',
})
export const uploadNotFound = problem('files.upload_not_found', 404, {
  'zh-CN': '没有这个上传任务，它可能已过期',
  en: 'There is no such upload; it may have expired',
})
export const tooManyUploads = problem('files.too_many_uploads', 429, {
  'zh-CN': '您已有 {limit} 个上传尚未完成，请等它们完成后再传',
  en: 'You have {limit} unfinished uploads; wait for them before you start another',
})
export const tooLarge = problem('files.too_large', 413, {
  'zh-CN': '文件太大：这类文件最大 {limit} MB',
  en: 'The file is too large: at most {limit} MB for this sort',
})
export const typeNotAllowed = problem('files.type_not_allowed', 415, {
  'zh-CN': '不接受这种文件（按内容识别为 {found}）。可以上传：{allowed}',
  en: 'Files of this type are not accepted (by its content: {found}). Accepted: {allowed}',
})
export const datumMissing = problem('files.datum_missing', 422, {
  'zh-CN': '给出了位置但没有说明坐标系',
  en: 'A place was given without its coordinate system',
})
export const outOfOrder = problem('files.out_of_order', 409, {
  'zh-CN': '请从第 {offset} 字节继续上传',
  en: 'Continue the upload at byte {offset}',
})
export const partRefused = problem('files.part_refused', 400, {
  'zh-CN': '分片长度不对：除最后一片外须为 {unit} 字节的整数倍，且不得超出文件大小',
  en: 'The part has a wrong length: a multiple of {unit} bytes but for the last, and not beyond the end of the file',
})
export const incomplete = problem('files.incomplete', 409, {
  'zh-CN': '上传尚未完成：共 {size} 字节，已收到 {offset} 字节',
  en: 'The upload is not complete: {offset} of {size} bytes have arrived',
})
export const digestDiffers = problem('files.digest_differs', 422, {
  'zh-CN': '收到的内容与声明的 SM3 摘要不符，请重新上传',
  en: 'What arrived does not have the SM3 digest announced; upload it again',
})
export const unreadable = problem('files.unreadable', 422, {
  'zh-CN': '文件已损坏或不完整，无法读取',
  en: 'The file is damaged or cut off and cannot be read',
})
export const tooManyPixels = problem('files.too_many_pixels', 422, {
  'zh-CN': '图片尺寸过大（{width}×{height}），最多 {limit} 百万像素',
  en: 'The picture is too large ({width}×{height}): at most {limit} million pixels',
})
export const archiveBomb = problem('files.archive_bomb', 422, {
  'zh-CN': '压缩内容展开后过大，已拒绝',
  en: 'What is packed inside is too large once unpacked; refused',
})
export const uploadEnded = problem('files.upload_ended', 409, {
  'zh-CN': '这个上传任务已结束',
  en: 'This upload has ended',
})
export const notReady = problem('files.not_ready', 409, {
  'zh-CN': '文件正在检查和处理，请稍候',
  en: 'The file is still being checked and prepared',
})
export const infected = problem('files.infected', 403, {
  'zh-CN': '文件含有病毒（{finding}），已隔离',
  en: 'The file contains a virus ({finding}) and is in quarantine',
})
export const noVariant = problem('files.no_variant', 404, {
  'zh-CN': '这个文件没有此种图片',
  en: 'This file has no such picture',
})
export const attached = problem('files.attached', 409, {
  'zh-CN': '文件已归入业务，不能在这里删除',
  en: 'The file belongs to something by now and cannot be removed here',
})
export const mayNotReadOriginal = problem('files.may_not_read_original', 403, {
  'zh-CN': '您的岗位不能查看原件',
  en: 'Your post may not read the original',
})
export const mayNotManage = problem('files.may_not_manage', 403, {
  'zh-CN': '您的岗位不能查看文件存储设置',
  en: 'Your post may not look at the settings of the file store',
})
export const storeAway = problem('files.store_away', 503, {
  'zh-CN': '文件存储暂时无法使用，请稍后重试',
  en: 'The file store cannot be used at the moment, please try again later',
})

const Id = Type.String({ format: 'uuid' })
const Moment = Type.String({ format: 'date-time' })
const OrNull = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) => Type.Union([schema, Type.Null()])

export const Sort = Type.Union([
  Type.Literal('picture'),
  Type.Literal('video'),
  Type.Literal('audio'),
  Type.Literal('document'),
])
export type Sort = Static<typeof Sort>

const Variant = Type.Union([Type.Literal('show'), Type.Literal('large'), Type.Literal('small')])

/** Coordinates an uploader's device may write. */
export const DeclaredDatum = Type.Union([
  Type.Literal('wgs84'),
  Type.Literal('cgcs2000'),
  Type.Literal('gcj02'),
  Type.Literal('bd09'),
])
export type DeclaredDatum = Static<typeof DeclaredDatum>

/** A file as whoever may see it is told. */
export const FileView = Type.Object({
  id: Id,
  name: Type.String(),
  sort: Sort,
  type: Type.String({ description: 'media type, by the bytes' }),
  size: Type.Integer(),
  state: Type.Union([
    Type.Literal('processing'),
    Type.Literal('ready'),
    Type.Literal('broken'),
    Type.Literal('infected'),
  ]),
  finding: OrNull(Type.String({ description: 'what the virus scanner called it' })),
  uploadedBy: Type.Object({ id: Id, name: Type.String(), unitName: Type.String() }),
  createdAt: Moment,
  subject: OrNull(Type.Object({ module: Type.String(), id: Type.String() })),
  width: OrNull(Type.Integer()),
  height: OrNull(Type.Integer()),
  takenAt: OrNull(Moment),
  place: OrNull(
    Type.Object(
      {
        lon: Type.Number(),
        lat: Type.Number(),
        datum: Type.Union([DeclaredDatum, Type.Literal('unstated')], {
          description: 'in what it was given; unstated was taken for WGS-84',
        }),
      },
      { description: 'where it was made, WGS-84: as the picture says, else as the uploader did' },
    ),
  ),
  variants: Type.Array(Type.Object({ name: Variant, width: Type.Integer(), height: Type.Integer() })),
})
export type FileView = Static<typeof FileView>

/** An upload under way. */
export const Upload = Type.Object({
  id: Id,
  name: Type.String({ description: 'the cleaned name' }),
  size: Type.Integer(),
  offset: Type.Integer({ description: 'bytes that have arrived: where to continue' }),
  partSize: Type.Integer({ description: 'how long to make parts' }),
  fileId: OrNull(Id),
})
export type Upload = Static<typeof Upload>

/** A part is at most this long; it is held in memory while it is sealed. */
export const partSize = 4 * 1024 * 1024

export const createUpload = route({
  method: 'POST',
  url: '/file-uploads',
  summary: "Begin an upload; the command's id becomes its id",
  command: true,
  body: Command({
    name: Type.String({ minLength: 1, maxLength: 1000 }),
    size: Type.Integer({ minimum: 1, maximum: 1024 ** 4 }),
    sm3: Type.Optional(
      Type.String({ pattern: '^[0-9a-f]{64}$', description: 'digest of the whole, checked at the end' }),
    ),
    place: Type.Optional(
      Type.Object(
        { lon: Type.Number({ minimum: -180, maximum: 180 }), lat: Type.Number({ minimum: -90, maximum: 90 }) },
        { description: 'where it was made, in `datum`; kept when the file itself says nothing. Needs `datum`' },
      ),
    ),
    datum: Type.Optional(
      Type.Unsafe<DeclaredDatum>({
        ...DeclaredDatum,
        description: 'coordinates the device writes: of `place`, and of a picture that does not state its own',
      }),
    ),
  }),
  reply: Upload,
  problems: [tooManyUploads, tooLarge, datumMissing],
})

export const getUpload = route({
  method: 'GET',
  url: '/file-uploads/:id',
  summary: 'How far an upload is: where to continue after an interruption',
  params: Type.Object({ id: Id }),
  reply: Upload,
  problems: [uploadNotFound],
})

export const putPart = route({
  method: 'PUT',
  url: '/file-uploads/:id/content',
  summary: 'Send the next part; the same part sent twice is stored once',
  params: Type.Object({ id: Id }),
  query: Type.Object({ offset: Type.Integer({ minimum: 0, description: "of the part's first byte" }) }),
  consumes: 'bytes',
  maxBytes: partSize,
  reply: Upload,
  problems: [uploadNotFound, uploadEnded, outOfOrder, partRefused, typeNotAllowed, tooLarge, storeAway],
})

export const completeUpload = route({
  method: 'POST',
  url: '/file-uploads/:id/complete',
  summary: 'End an upload: checks size, digest and type, and makes the file',
  params: Type.Object({ id: Id }),
  command: true,
  body: Command({}),
  reply: FileView,
  problems: [
    uploadNotFound,
    uploadEnded,
    incomplete,
    digestDiffers,
    typeNotAllowed,
    tooLarge,
    tooManyPixels,
    archiveBomb,
    unreadable,
    storeAway,
  ],
})

export const cancelUpload = route({
  method: 'POST',
  url: '/file-uploads/:id/cancel',
  summary: 'Give an upload up',
  params: Type.Object({ id: Id }),
  command: true,
  body: Command({}),
  reply: Type.Object({}),
  problems: [uploadNotFound, uploadEnded],
})

export const listFiles = route({
  method: 'GET',
  url: '/files',
  summary: 'The files of something, e.g. of a case, in the order they were attached',
  query: Type.Object({ module: Type.String({ maxLength: 64 }), subject: Type.String({ maxLength: 200 }) }),
  reply: Type.Object({ items: Type.Array(FileView) }),
  problems: [fileNotFound],
})

export const getFile = route({
  method: 'GET',
  url: '/files/:id',
  summary: 'A file: what it is, when and where it was taken, whether it is ready',
  params: Type.Object({ id: Id }),
  reply: FileView,
  problems: [fileNotFound],
})

export const getContent = route({
  method: 'GET',
  url: '/files/:id/content',
  summary: 'The file to look at: of a picture the copy without what the camera wrote, of anything else the file itself',
  params: Type.Object({ id: Id }),
  query: Type.Object({
    variant: Type.Optional(Variant),
    download: Type.Optional(Type.Boolean({ description: 'to be kept instead of shown' })),
  }),
  replies: 'bytes',
  reply: Bytes,
  problems: [fileNotFound, notReady, infected, unreadable, noVariant, storeAway],
})

export const getOriginal = route({
  method: 'POST',
  url: '/files/:id/original',
  summary: 'A picture as it came, with all the camera wrote into it; asks for a reason and is audited',
  params: Type.Object({ id: Id }),
  body: Type.Object({ reason: Type.String({ minLength: 2, maxLength: 200 }) }),
  replies: 'bytes',
  reply: Bytes,
  problems: [fileNotFound, notReady, infected, mayNotReadOriginal, storeAway],
})

export const discardFile = route({
  method: 'POST',
  url: '/files/:id/discard',
  summary: "Remove one's own file while it belongs to nothing",
  params: Type.Object({ id: Id }),
  command: true,
  body: Command({}),
  reply: Type.Object({}),
  problems: [fileNotFound, attached],
})

/** What may be uploaded, for those who choose a file. */
export const getFileRules = route({
  method: 'GET',
  url: '/file-rules',
  summary: 'What may be uploaded, and whether the caller may look at the settings of the store',
  reply: Type.Object({
    types: Type.Array(Type.Object({ type: Type.String(), ending: Type.String(), sort: Sort })),
    limits: Type.Record(Type.String(), Type.Integer(), { description: 'bytes by sort' }),
    mayManage: Type.Boolean(),
  }),
  problems: [],
})

const Health = Type.Union([Type.Literal('ok'), Type.Literal('failing'), Type.Literal('off')])

/** How files are kept. */
export const FileStore = Type.Object({
  store: Type.Object({
    kind: Type.Union([Type.Literal('folder'), Type.Literal('s3')]),
    place: Type.String({ description: 'folder or address; no secret' }),
  }),
  scanner: OrNull(Type.Object({ address: Type.String() }, { description: 'null: no virus scanner is set up' })),
  counts: Type.Array(
    Type.Object({ sort: Sort, state: FileView.properties.state, files: Type.Integer(), bytes: Type.Integer() }),
  ),
  stored: Type.Object(
    { blobs: Type.Integer(), bytes: Type.Integer() },
    { description: 'contents in the store, each once' },
  ),
  uploads: Type.Object({ open: Type.Integer(), bytes: Type.Integer({ description: 'that have arrived' }) }),
  waitingSince: OrNull(Moment),
})
export type FileStore = Static<typeof FileStore>

export const getFileStore = route({
  method: 'GET',
  url: '/file-store',
  summary: 'How files are kept, how many and how large',
  reply: FileStore,
  problems: [mayNotManage],
})

export const checkFileStore = route({
  method: 'POST',
  url: '/file-store/check',
  summary: 'Writes, reads and removes a trial blob, and greets the virus scanner',
  body: Type.Object({}),
  reply: Type.Object({
    store: Health,
    storeFault: OrNull(Type.String()),
    scanner: Health,
    scannerFault: OrNull(Type.String()),
    milliseconds: Type.Integer(),
  }),
  problems: [mayNotManage],
})

const FileSaid = Type.Object({
  fileId: Id,
  accountId: Id,
  module: OrNull(Type.String()),
  subjectId: OrNull(Type.String()),
})

/** Said when a file may be looked at. Its uploader hears it. */
export const FileReady = event('files.ready', FileSaid)
/** Said when a file turned out to be infected, or its picture cannot be read. Its uploader hears it. */
export const FileInfected = event('files.infected', FileSaid)
export const FileBroken = event('files.broken', FileSaid)
