import type {HttpConfig} from '../config/config.js';
import type {HttpOptions} from '../http/server.js';

/** The password is read for every request, so that a rotated file is picked up. */
export function listenOptions({host, port, password}: HttpConfig): HttpOptions {
  return {host, port, ...(password && {password: () => password.read()})};
}
