import type {Rule} from '../../../grafana/source/rules/rule.js';
import type {CountReport} from '../../../src/domain/measurements.js';
import type {Store} from '../../../src/domain/ports.js';
import {definitions} from '../../../src/findings/definitions.js';
import {type Sign, signsAt} from '../../../src/findings/screening.js';
import type {Verdicts} from './evaluation.js';

/** Grafana's rule of each definition. */
const uids: Readonly<Record<keyof typeof definitions, string>> = {
  collapse: 'push-delivery-collapse',
  drop: 'push-delivery-drop',
  floor: 'push-delivery-floor',
  send: 'push-send-drop',
  silence: 'push-platform-silent',
  click: 'push-click-drop',
  receipts: 'push-receipts-missing',
  credentials: 'push-credentials-refused',
  quota: 'push-quota-used-up',
  growth: 'push-loss-doubled',
};
/** Of broadcasts Grafana judges losses only. */
const ofBroadcasts = ['push-credentials-refused', 'push-quota-used-up', 'push-loss-doubled'];

export interface Agreement {
  /** What both say, one line for each condition that holds: before `for`, and without what is kept firing. */
  readonly both: readonly string[];
  /** What only one of them says. */
  readonly grafana: readonly string[];
  readonly collector: readonly string[];
}

/** What Grafana's conditions and the collector's definitions say at one instant of the same points. */
export async function agreementAt(now: number, verdicts: Verdicts, store: Pick<Store, 'sums'>): Promise<Agreement> {
  const grafana = [...verdicts].flatMap(linesOf);
  const collector = (
    await Promise.all((['chat', 'broadcast'] as const).map((report) => signs(report, now, store)))
  ).flat();
  const only = (some: readonly string[], others: readonly string[]) => some.filter((line) => !others.includes(line));
  return {
    both: grafana.filter((line) => collector.includes(line)),
    grafana: only(grafana, collector),
    collector: only(collector, grafana),
  };
}

function linesOf([rule, verdicts]: [Rule, Verdicts extends ReadonlyMap<Rule, infer V> ? V : never]): string[] {
  const holding = verdicts.filter(({labels, value}) => value > 0 && labels.platform !== undefined);
  return holding.map(({labels}) => [rule.uid, labels.app, labels.platform, labels.class].filter(Boolean).join(' '));
}

async function signs(report: CountReport, now: number, store: Pick<Store, 'sums'>): Promise<string[]> {
  const found = (await signsAt(now, report, store)).map((sign) => ({...sign, uid: uidOf(sign)}));
  return found
    .filter(({uid}) => report === 'chat' || ofBroadcasts.includes(uid))
    .map(({uid, app, platform, ...sign}) => {
      const name = report === 'chat' ? uid : uid.replace('push-', 'push-broadcast-');
      return [name, app, platform, uid === 'push-loss-doubled' && sign.class].filter(Boolean).join(' ');
    });
}

function uidOf({definition}: Sign): string {
  const [name] = Object.entries(definitions).find(([, each]) => each === definition)!;
  return uids[name as keyof typeof definitions];
}
