import './audit.ts'
import type { Streams } from '#lib/events'
import { serve, serveBytes } from '#lib/http'
import { discardFileHandler } from './attach.ts'
import { completeUploadHandler } from './complete-upload.ts'
import {
  cancelUpload,
  checkFileStore,
  completeUpload,
  createUpload,
  discardFile,
  FileBroken,
  FileInfected,
  FileReady,
  getContent,
  getFile,
  getFileRules,
  getFileStore,
  getOriginal,
  getUpload,
  listFiles,
  putPart,
} from './contract.ts'
import type { FileDesk } from './desk.ts'
import { checkFileStoreHandler, getFileRulesHandler, getFileStoreHandler } from './file-store.ts'
import { mayManage } from './policy.ts'
import { getContentHandler, getFileHandler, getOriginalHandler, listFilesHandler } from './read-files.ts'
import { cancelUploadHandler, createUploadHandler, getUploadHandler, putPartHandler } from './upload.ts'

export { attach, attachProblems, filesOf } from './attach.ts'
export { createFileDesk, type FileDesk, type Subject, type SubjectPolicy } from './desk.ts'
export { keepFile, readKept } from './keep-file.ts'
export { bringPictures, fillFiles, type SampleFile } from './sample-files.ts'
export { readFileRules, type FileRules } from './rules.ts'
export { startFileWork } from './work.ts'

/** Serves uploads, files and the settings of their store. */
export function serveFiles(desk: FileDesk): void {
  const { app } = desk
  app.allow((actor) => (mayManage(desk.rules, actor) ? ['files.manage'] : []))
  serve(app, createUpload, createUploadHandler(desk))
  serve(app, getUpload, getUploadHandler())
  serve(app, putPart, putPartHandler(desk))
  serve(app, completeUpload, completeUploadHandler(desk))
  serve(app, cancelUpload, cancelUploadHandler(desk))
  serve(app, listFiles, listFilesHandler(desk))
  serve(app, getFile, getFileHandler(desk))
  serveBytes(app, getContent, getContentHandler(desk))
  serveBytes(app, getOriginal, getOriginalHandler(desk))
  serve(app, discardFile, discardFileHandler())
  serve(app, getFileRules, getFileRulesHandler(desk))
  serve(app, getFileStore, getFileStoreHandler(desk))
  serve(app, checkFileStore, checkFileStoreHandler(desk))
}

/** Lets the module's events out to whoever uploaded the file they are about. */
export function streamFiles(streams: Streams): void {
  for (const kind of [FileReady, FileInfected, FileBroken])
    streams.hear(kind, (actor, data) => actor.accountId === data.accountId)
}
