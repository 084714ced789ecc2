import type {LiveView} from '../domain/console.js';

export interface Listener {
  onView(view: LiveView): void;
  /** The server is silent; the browser keeps trying. */
  onLost(): void;
}

/** A snapshot comes every second: after this long without one, the connection is dead. */
const PATIENCE_MS = 4000;

/** Listens to what the collector does. */
export function listen(path: string, {onView, onLost}: Listener): void {
  const source = new EventSource(path);
  let timer = 0;
  const lost = () => {
    clearTimeout(timer);
    onLost();
    // After an answer that is no stream the browser gives up; a proxy may well answer so while the collector restarts.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(path, {onView, onLost}), 5000);
  };
  source.onmessage = ({data}) => {
    clearTimeout(timer);
    timer = setTimeout(lost, PATIENCE_MS);
    onView(JSON.parse(data));
  };
  source.onerror = lost;
}
