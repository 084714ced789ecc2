import type {App} from '../domain/app.js';
import {CollectorError} from '../domain/errors.js';
import {type KnownApp, type KnownNames, knownNames, namesOf} from '../domain/ledger.js';
import {tag} from '../domain/measurements.js';
import type {Store} from '../domain/ports.js';

export interface Source {
  readonly from: Pick<Store, 'latest'>;
  readonly measurements: readonly string[];
}

/** Throws a CollectorError when an app of the export has another name, or another SDKAppID, in the store or in the configuration. */
export async function refuseOthers(
  {from, measurements}: Source,
  into: Pick<Store, 'latest'>,
  apps: readonly Pick<App, 'name' | 'sdkAppId'>[],
): Promise<void> {
  const exported = new Map<string, KnownApp>();
  for (const measurement of measurements) {
    for (const {tags} of await from.latest({measurement, by: [tag.app, tag.sdkAppId]})) {
      const own = {app: tags[tag.app]!, sdkAppId: Number(tags[tag.sdkAppId])};
      exported.set(`${own.app} ${own.sdkAppId}`, own);
    }
  }
  const places: [string, KnownNames][] = [
    ['the export itself', namesOf(exported.values())],
    ['the configuration', namesOf(apps.map(({name, sdkAppId}) => ({app: name, sdkAppId})))],
    ['the store', await knownNames(into)],
  ];
  for (const own of exported.values()) {
    for (const [place, names] of places) {
      const namesakes = [...(names.get(own.sdkAppId) ?? []), ...(names.get(own.app) ?? [])];
      const other = namesakes.find((each) => (each.app === own.app) !== (each.sdkAppId === own.sdkAppId));
      if (!other) continue;
      throw new CollectorError(
        `the export has SDKAppID ${own.sdkAppId} as “${own.app}”, ${place} SDKAppID ${other.sdkAppId} as “${other.app}”: what adds up apps ` +
          'would count both; give the series its right name where it came from (forget --app --rename), and export again',
        'stop',
        {app: own.app},
      );
    }
  }
}
