import './every-branch.test.ts'
