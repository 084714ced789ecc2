import {stringify} from 'yaml';
import {collectorRules} from './collector-rules.js';
import {lossRules} from './loss-rules.js';
import {platformRules} from './platform-rules.js';
import type {Rule} from './rule.js';

export interface RuleGroup {
  readonly orgId: number;
  readonly name: string;
  readonly folder: string;
  readonly interval: string;
  readonly rules: readonly Rule[];
}

/** The windows of an hour change every ten minutes at most, and a rule is cheap. */
const group = (name: string, rules: readonly Rule[]) => ({orgId: 1, name, folder: 'Push', interval: '5m', rules});

export const ruleGroups: readonly RuleGroup[] = [
  group('push-platforms', platformRules),
  group('push-losses', lossRules),
  group('push-collector', collectorRules),
];

const HEAD = `# Generated from grafana/source/rules by \`npm run grafana\`. What each rule means: grafana/RUNBOOK.md.
# A rule that leaves this file stays in Grafana until \`deleteRules\` names its uid.
`;

/** Content of the file of alert rules, by its name within \`grafana/provisioning/alerting\`. */
export function ruleFiles(): Map<string, string> {
  const file = {apiVersion: 1, groups: ruleGroups};
  return new Map([['rules.yaml', HEAD + stringify(file, {lineWidth: 0, aliasDuplicateObjects: false})]]);
}
