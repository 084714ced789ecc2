import {sentence} from './format.js';

/** A question to the server, at a path beside the page's own. Throws an Error whose message is for people, with the status where there is one. */
export async function ask<T>(path: string, query: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<T> {
  return answerOf<T>(() => fetch(`${path}?${new URLSearchParams(query)}`, signal ? {signal} : {}));
}

/** Makes the server do something. The header shows that it is this page which asks. */
export async function act<T>(path: string, body: object = {}): Promise<T> {
  const headers = {'content-type': 'application/json', 'x-timpush-console': '1'};
  return answerOf<T>(() => fetch(path, {method: 'POST', headers, body: JSON.stringify(body)}));
}

async function answerOf<T>(send: () => Promise<Response>): Promise<T> {
  const response = await send().catch(silence);
  // A refusal may come from what stands between us and the collector, in words of its own.
  const body = (await response.json().catch(response.ok ? silence : () => ({}))) as T & {readonly error?: unknown};
  if (response.ok) return body;
  const {status} = response;
  throw Object.assign(new Error(sentence(String(body.error ?? `The collector answers ${status}`))), {status});
}

/** Also an answer that breaks off, or is given up, half read. */
function silence(error: Error): never {
  throw error.name === 'AbortError' ? error : new Error('The collector does not answer.');
}
