// A real AT Protocol server (PDS) and the directory of its accounts, on loopback, for tests.
// usage: node pds.cjs FOLDER PDS_PORT DIRECTORY_PORT, in the folder whose node_modules has both.  Says `ready` when it answers.
const [folder, port, directoryPort] = process.argv.slice(2)
const { createRequire } = require('node:module')
const load = createRequire(process.cwd() + '/')
const directory = load('@did-plc/server')
const { PDS, envToCfg, envToSecrets, readEnv } = load('@atproto/pds')

const main = async () => {
  await directory.PlcServer.create({ db: directory.Database.mock(), port: Number(directoryPort) }).start()
  Object.assign(process.env, {
    PDS_DEV_MODE: 'true',
    PDS_PORT: port,
    PDS_HOSTNAME: 'localhost',
    PDS_DATA_DIRECTORY: folder,
    PDS_BLOBSTORE_DISK_LOCATION: `${folder}/blobs`,
    PDS_DID_PLC_URL: `http://127.0.0.1:${directoryPort}`,
    PDS_JWT_SECRET: 'of the tests',
    PDS_ADMIN_PASSWORD: 'of-the-tests',
    PDS_INVITE_REQUIRED: 'false',
    PDS_DISABLE_SSRF_PROTECTION: 'true',
    PDS_SERVICE_HANDLE_DOMAINS: '.test',
    PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: 'a'.repeat(64),
    PDS_RATE_LIMITS_ENABLED: 'true',
    LOG_ENABLED: 'false',
  })
  const env = readEnv()
  const server = await PDS.create(envToCfg(env), envToSecrets(env))
  await server.start()
  console.log('ready')
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
