import './import-orders.test.ts'
