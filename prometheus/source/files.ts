import {stringify} from 'yaml';
import {describeConfig} from '../../src/config/describe.js';
import {collecting, SCRAPED} from './collecting.js';
import {pushes} from './pushes.js';

/** In the order in which they are evaluated: within a group, what is recorded comes before what uses it. */
export const ruleGroups = [
  {name: 'timpush-collecting', interval: '1m', rules: collecting},
  {name: 'timpush-pushes', interval: '1m', rules: pushes},
];

const made = (what: string) => `# Generated from prometheus/source by \`npm run grafana\`. ${what}\n`;
const yaml = (content: object) => stringify(content, {lineWidth: 0, aliasDuplicateObjects: false});

/** Files for Prometheus, by path from the root of the project. */
export function prometheusFiles(): Map<string, string> {
  const rules = made('What each alert means: prometheus/README.md.') + yaml({groups: ruleGroups});
  return new Map([
    ['prometheus/rules.yml', rules],
    // A chart reads no file but its own.
    ['deploy/helm/timpush-collector/rules.yml', rules],
    ['prometheus/prometheus.example.yml', made('What the collector adds to prometheus.yml.') + example()],
  ]);
}

function example(): string {
  const setting = (name: string) => describeConfig().find(({path}) => path === name)!.default;
  const scrape = {
    job_name: SCRAPED,
    scrape_interval: '30s',
    static_configs: [{targets: [`${setting('http.host')}:${setting('http.port')}`]}],
  };
  const password = `    # Where http.passwordFile is set; any name will do.
    # basic_auth: { username: prometheus, password_file: /etc/prometheus/secrets/timpush_collector }
`;
  return yaml({rule_files: ['rules.yml'], scrape_configs: [scrape]}) + password;
}
