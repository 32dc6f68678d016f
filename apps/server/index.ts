export { startServer, type RunningServer } from './start-server.ts'
export { loadCity, readCity, type CityData } from './city.ts'
export { openDatabase, type OpenDatabase } from './database.ts'
export { createDesk } from './desk.ts'
