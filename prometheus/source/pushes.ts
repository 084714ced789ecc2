import type {Definition} from '../../src/findings/definition.js';
import {definitions} from '../../src/findings/definitions.js';
import {conditionOf, spanOf} from '../../tools/findings.js';
import {type AlertRule, alertRule} from './rule.js';

/** What each definition is called here, and where it says what to do. */
const alerts: Readonly<Record<keyof typeof definitions, readonly [alert: string, runbook: string]>> = {
  collapse: ['TimpushDeliveryCollapsed', 'push-delivery-collapse'],
  drop: ['TimpushDeliveryDropped', 'push-delivery-drop'],
  floor: ['TimpushDeliveryLow', 'push-delivery-floor'],
  send: ['TimpushSendDropped', 'push-send-drop'],
  silence: ['TimpushPlatformSilent', 'push-platform-silent'],
  click: ['TimpushClicksDropped', 'push-click-drop'],
  receipts: ['TimpushReceiptsMissing', 'push-receipts-missing'],
  credentials: ['TimpushCredentialsRefused', 'push-credentials-refused'],
  quota: ['TimpushQuotaUsedUp', 'push-quota-used-up'],
  growth: ['TimpushLossesDoubled', 'push-loss-doubled'],
};

/** What can go wrong with pushes: the collector finds it, and Prometheus tells it. */
export const pushes: readonly AlertRule[] = Object.entries(definitions).map(
  ([key, definition]: [string, Definition]) => {
    const [alert, runbook] = alerts[key as keyof typeof definitions];
    const {kind, severity} = definition;
    const condition = conditionOf(definition).replaceAll('`', '');
    return alertRule(alert, {
      severity,
      // Several collectors find the same.
      expr: `max by (job, kind, severity) (timpush_findings{kind="${kind}", severity="${severity}"}) > 0`,
      summary: `{{ $value }} platforms of apps: ${condition} (${spanOf(definition)}); the page and \`timpush-collector why\` name them and the reason`,
      runbook,
    });
  },
);
