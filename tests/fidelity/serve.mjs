// A server on loopback that hands out files: FILE_OF gives the path for what was asked, or nothing.
import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'

export function serveFiles (fileOf) {
  const server = createServer((request, response) => {
    const file = fileOf(request.url.replace(/\?.*/, ''))
    if (!file || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { 'content-type': 'application/octet-stream' })
    createReadStream(file).pipe(response)
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}
