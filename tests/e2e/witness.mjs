// An upstream that believes nothing: it takes each request apart by the letter and complains of whatever could be read in two ways.
import { createServer } from 'node:net';
import { after } from 'node:test';

const crlf = '\r\n';
const fieldLine = /^([!#$%&'*+.^_`|~\w-]+): ([\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?$/;

export const completion = (content) => JSON.stringify({
  id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'model-a',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});

export const answerWith = (text, status = '200 OK', fields = []) =>
  [`HTTP/1.1 ${status}`, 'Content-Type: application/json', `Content-Length: ${Buffer.byteLength(text)}`, ...fields, '', text].join(crlf);

/** What is wrong with a head, as sentences; `fields` gets its fields in order. */
function complaintsOf(head, fields) {
  const complaints = [];
  const [line, ...lines] = head.split(crlf);
  if (!/^(GET|POST|DELETE) \/[\x21-\x7e]* HTTP\/1\.1$/.test(line)) complaints.push(`request line ${JSON.stringify(line)}`);
  for (const text of lines) {
    const match = fieldLine.exec(text);
    if (match) fields.push([match[1].toLowerCase(), match[2] ?? '']);
    else complaints.push(`header line ${JSON.stringify(text)}`);
  }
  const all = (name) => fields.filter(([field]) => field === name);
  if (all('host').length !== 1) complaints.push(`${all('host').length} Host fields`);
  for (const name of ['transfer-encoding', 'te', 'trailer', 'upgrade', 'connection', 'expect']) {
    if (all(name).length > 0) complaints.push(`a field ${name}`);
  }
  const lengths = all('content-length');
  if (lengths.length !== (line.startsWith('POST') ? 1 : 0)) complaints.push(`${lengths.length} lengths`);
  if (lengths.some(([, value]) => !/^(0|[1-9]\d*)$/.test(value))) complaints.push(`length ${lengths}`);
  return complaints;
}

export class Witness {
  /** Listens until the file of tests ends. `answer` makes the raw answer to a request. */
  static async start(answer = (request) => answerWith(completion(`witness ${request.number}`))) {
    const witness = new Witness();
    Object.assign(witness, { answer, requests: [], complaints: [], connections: 0, sockets: new Set() });
    witness.server = createServer((socket) => witness.take(socket));
    await new Promise((resolve) => witness.server.listen(0, '127.0.0.1', resolve));
    witness.authority = `127.0.0.1:${witness.server.address().port}`;
    witness.url = `http://${witness.authority}`;
    after(() => witness.stop());
    return witness;
  }

  take(socket) {
    this.connections++;
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => {});
    const reading = { head: null, parts: [], bytes: 0 };
    socket.on('data', (bytes) => this.read(socket, reading, bytes));
  }

  read(socket, reading, bytes) {
    reading.parts.push(bytes);
    reading.bytes += bytes.length;
    if (reading.head === null) {
      const all = Buffer.concat(reading.parts);
      const end = all.indexOf('\r\n\r\n');
      if (end < 0) return;
      reading.head = all.toString('latin1', 0, end);
      reading.fields = [];
      this.complaints.push(...complaintsOf(reading.head, reading.fields));
      reading.length = Number(reading.fields.find(([name]) => name === 'content-length')?.[1] ?? 0);
      reading.parts = [all.subarray(end + 4)];
      reading.bytes = all.length - end - 4;
    }
    if (reading.bytes >= reading.length) this.close(socket, reading);
  }

  close(socket, reading) {
    if (reading.bytes > reading.length) this.complaints.push(`${reading.bytes - reading.length} bytes behind a request`);
    const request = { number: this.requests.length + 1, head: reading.head, fields: reading.fields, body: Buffer.concat(reading.parts) };
    this.requests.push(request);
    Object.assign(reading, { head: null, parts: [], bytes: 0 });
    socket.write(this.answer(request));
  }

  forget() { this.requests = []; this.connections = 0; }

  stop() {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }
}
