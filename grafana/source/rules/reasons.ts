import type {LossClass, LossStage} from '../../../src/domain/loss.js';
import {type CountReport, countReports, OTHER_CODES, TOTAL, tag} from '../../../src/domain/measurements.js';
import {pushLosses} from '../dashboards/push-losses.js';
import {addedUp, reasons, unexplained} from '../reasons.js';
import {type Ago, appLabels, platformLabels, STEP, within} from './queries.js';

/** Of which losses. */
export interface Lost {
  readonly report: CountReport;
  /** Absent: at both. */
  readonly stage?: LossStage;
  /** Absent: of each. */
  readonly class?: LossClass;
  /** Labels of the alert. */
  readonly labels?: string;
}

/** What a rule asks beside its condition, so that its text can name the reasons. */
export interface ToldReasons {
  readonly queries: Readonly<Record<string, string>>;
  /** Numbers of which only those that are finite are kept. */
  readonly kept: Readonly<Record<string, string>>;
  readonly description: string;
  readonly link: string;
}

/**
 * The three reasons that pushes of an alert's labels were lost for most. A text of Grafana can name the labels of one series of each
 * query or expression that has the alert's labels and more; so there is one for each rank. InfluxQL tells the numbers at the ranks but no
 * tags with them: the series of the codes are divided by whether they have that number, and what becomes infinite is dropped. Of two
 * codes with the same number one is named.
 */
export function topReasons(lost: Lost, ago: Ago): ToldReasons {
  const {report} = lost;
  const toldAt = (rank: string) => told(rank, report === 'chat' ? 'pushes' : 'broadcasts');
  return {
    queries: {
      codes: `SELECT sum("count") AS "count" FROM (${losses(lost, ago)}), (${zero(report, ago)}) WHERE ${within(ago)} GROUP BY ${byCode}`,
      mostA: atRank(1, lost, ago),
      mostB: atRank(2, lost, ago),
      mostC: atRank(3, lost, ago),
    },
    kept: {
      reasonA: '$codes / ($codes == $mostA)',
      reasonB: '$codes / (($codes == $mostB) && ($mostB < $mostA))',
      reasonC: '$codes / (($codes == $mostC) && ($mostC < $mostB))',
    },
    description: `${meanings}${['A', 'B', 'C'].map(toldAt).join('')}`,
    // Grafana's address ends with a slash, or does not.
    link: `{{ reReplaceAll "/?$" "/d/" externalURL }}${pushLosses.uid}?from=now-2d&to=now${report === 'chat' ? '' : `&var-pushes=${report}`}&var-app={{ $labels.app }}&var-platform={{ $labels.platform }}`,
  };
}

/** The dictionary as a template, by meaning: a chain, for templates of Grafana hold no tables. */
const meanings = defined();

const byCode = `${platformLabels}, "${tag.class}", "${tag.code}"`;

function losses({report, stage, class: of}: Lost, ago: Ago): string {
  const only = [stage && `"${tag.stage}" = '${stage}' AND `, of && `"${tag.class}" = '${of}' AND `].filter(Boolean);
  return `SELECT sum("count") AS "count" FROM "${countReports[report].loss(STEP)}" WHERE ${only.join('')}"${tag.platform}" != '${TOTAL}' AND "count" > 0 AND ${within(ago)} GROUP BY ${byCode}`;
}

/** A row of every app, of no platform: where one query of a rule finds nothing, Grafana takes the whole rule for one without data. */
function zero(report: CountReport, ago: Ago): string {
  return `SELECT 0 * sum("total") AS "count" FROM "${countReports[report].total(STEP)}" WHERE ${within(ago)} GROUP BY ${appLabels}`;
}

function atRank(rank: number, lost: Lost, ago: Ago): string {
  const {report, labels = platformLabels} = lost;
  const most = `SELECT top("count", ${rank}) AS "count" FROM (${losses(lost, ago)}) WHERE ${within(ago)} GROUP BY ${labels}`;
  return `SELECT min("count") AS "count" FROM (${most}), (${zero(report, ago)}) WHERE ${within(ago)} GROUP BY ${labels}`;
}

function told(rank: string, pushes: string): string {
  const [before, otherwise] =
    rank === 'A'
      ? ['Lost most', '{{ else }}No reason is known: the vendor told none, or losses are not collected.']
      : ['; then', ''];
  return `{{ with $values.reason${rank}.Labels }}${before}: {{ .platform }} {{ .code }} ({{ .class }}: {{ template "meaning" . }}), {{ printf "%.0f" $values.reason${rank}.Value }} ${pushes}${otherwise}{{ end }}`;
}

function defined(): string {
  const keys = new Map<string, string[]>();
  for (const {platform, class: of, code, meaning} of reasons) {
    const key = platform ? `$own "${platform} ${of} ${code}"` : `$any "${of} ${code}"`;
    keys.set(meaning, [...(keys.get(meaning) ?? []), key]);
  }
  const branches = [...keys].map(([meaning, same]) => {
    const either = same.map((key) => `(eq ${key})`).join(' ');
    return `if ${same.length > 1 ? `or ${either}` : `eq ${same[0]}`} }}${meaning}`;
  });
  const others = `else if eq .code "${OTHER_CODES}" }}${addedUp.meaning}{{ else }}${unexplained.meaning}`;
  const names = '{{ $own := printf "%s %s %s" .platform .class .code }}{{ $any := printf "%s %s" .class .code }}';
  return `{{ define "meaning" }}${names}{{ ${branches.join('{{ else ')}{{ ${others}{{ end }}{{ end }}`;
}
