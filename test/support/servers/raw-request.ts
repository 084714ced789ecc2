import {once} from 'node:events';
import {connect} from 'node:net';

/** Sends the lines as they are, and gives all that comes back until the other end closes; no client would send everything that a test wants to. */
export async function rawRequest(url: string, lines: readonly string[]): Promise<string> {
  const {hostname, port} = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  socket.write([...lines, 'Connection: close', '', ''].join('\r\n'));
  await once(socket, 'close');
  return text;
}
