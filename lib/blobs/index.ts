export { folderStore, incoming } from './folder-store.ts'
export { s3Store, type S3Options } from './s3-store.ts'
export { BlobMissing, StoreFailed, type BlobStore } from './store.ts'
