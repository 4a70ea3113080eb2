// Are these calls what the lexicons say?  In: a JSON list of {method, params, input, output} as they went over the wire.
// Out: a JSON list of sentences, one for each mistake.  Run in the folder whose node_modules has @atproto/pds, which
// brings the lexicons that its own server answers by.
const fs = require('node:fs')
const path = require('node:path')
const { createRequire } = require('node:module')
const load = createRequire(process.cwd() + '/')
const { jsonToLex } = load('@atproto/lex')
const folder = path.join(process.cwd(), 'node_modules/@atproto/pds/dist/lexicons')

const mistakes = []
const judge = (where, schema, value) => {
  const found = schema.safeParse(jsonToLex(value))
  if (!found.success) mistakes.push(`${where}: ${String(found).split('\n')[0]}`)
}

for (const { method, params, input, output } of JSON.parse(fs.readFileSync(0, 'utf8'))) {
  const file = path.join(folder, ...method.split('.')) + '.defs.js'
  if (!fs.existsSync(file)) {
    mistakes.push(`${method}: no lexicon has this method`)
    continue
  }
  const { main } = require(file)
  if (output && main.output?.schema) judge(`${method} output`, main.output.schema, output)
  if (input && main.input?.schema) judge(`${method} input`, main.input.schema, input)
  if (input?.record) {
    const record = path.join(folder, ...input.collection.split('.')) + '.defs.js'
    if (fs.existsSync(record)) judge(`${input.collection} record`, require(record).main, input.record)
  }
  for (const name of Object.keys(params ?? {})) {
    const known = Object.keys(main.parameters?.shape ?? main.parameters?.validators ?? {})
    if (known.length && !known.includes(name)) mistakes.push(`${method}: no parameter ${name}`)
  }
}
process.stdout.write(JSON.stringify(mistakes))
