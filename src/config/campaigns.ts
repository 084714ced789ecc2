import {readFileSync} from 'node:fs';
import {campaignSettings} from './campaign-settings.js';
import type {CampaignConfig, CampaignList} from './config.js';
import {ConfigError, type Problem} from './config-error.js';
import {parsed, whyUnread} from './config-file.js';
import {display, mapping} from './display.js';
import {readSettings} from './reader.js';
import {repeated} from './repeated.js';
import type {Draft} from './setting.js';

/** Each is a series, and each that is due is read from the store by itself. */
const MOST = 1000;

/** Reads the items of a list, `place` being its path. What is returned is whole only if no problem was reported. */
function readCampaigns(raw: readonly unknown[], place: string, problems: Problem[]): CampaignConfig[] {
  if (raw.length > MOST) {
    problems.push({
      path: place,
      reason: `${raw.length} campaigns are more than ${MOST}`,
      example: 'those of the last months; what is collected of the others stays',
    });
    return [];
  }
  const drafts: Draft<typeof campaignSettings>[] = raw.map((item, index) =>
    readSettings(campaignSettings, item, {path: `${place}[${index}]`, problems}),
  );
  const items = drafts.map(({taskId}, index) => ({path: `${place}[${index}]`, keys: [taskId]}));
  problems.push(...repeated('taskId', items));
  return drafts as CampaignConfig[];
}

/** Those that stand in the configuration, or those of a file; reports what is wrong with it at the start. */
export function openCampaigns(
  {campaigns, file, path}: {campaigns: readonly unknown[] | undefined; file: string | undefined; path: string},
  problems: Problem[],
): CampaignList {
  if (file === undefined) {
    const standing = readCampaigns(campaigns ?? [], `${path}.campaigns`, problems);
    return {isEmpty: standing.length === 0, read: () => ({campaigns: standing})};
  }
  let last = readFile(file);
  problems.push(...last.problems.map((problem) => ({...problem, path: `${path}.campaignsFile: ${problem.path}`})));
  return {
    isEmpty: false,
    read() {
      const now = readFile(file);
      if (now.problems.length === 0) last = now;
      const [first] = now.problems;
      return {campaigns: last.campaigns, ...(first && {problem: sentence(first)})};
    },
  };
}

interface FileContent {
  readonly campaigns: readonly CampaignConfig[];
  readonly problems: readonly Problem[];
}

function readFile(file: string): FileContent {
  const problems: Problem[] = [];
  const example = 'a list of {taskId: …, name: …}, as YAML or JSON';
  try {
    // An empty file is an empty list.
    const content = parsed(file, readFileSync(file, 'utf8')).content ?? [];
    if (Array.isArray(content)) return {campaigns: readCampaigns(content, file, problems), problems};
    const shown = display(typeof content === 'object' ? mapping : content);
    problems.push({path: file, reason: `${shown} is not a list`, example});
  } catch (error) {
    if (!(error instanceof ConfigError)) problems.push({path: file, reason: whyUnread(error), example});
    else problems.push(...error.problems.map((problem) => ({...problem, path: `${file}, ${problem.path}`})));
  }
  return {campaigns: [], problems};
}

function sentence({path, reason, example}: Problem): string {
  return `the file of campaigns cannot be used, those from before go on: ${path}: ${reason}; right would be: ${example}`;
}
