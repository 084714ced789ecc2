import type {Store} from '../domain/ports.js';
import type {EpochSeconds} from '../domain/window.js';

/** Points that are written take a moment to arrive. */
const MARGIN_S = 600;

/** Points that begin earlier are refused by the store, or about to be dropped. */
export async function keptSince(store: Pick<Store, 'retention'>, now: EpochSeconds): Promise<EpochSeconds> {
  const retention = await store.retention();
  return retention === undefined ? 0 : now - retention + MARGIN_S;
}
