import type {Seconds} from '../domain/window.js';
import {freshness, look} from './freshness.js';
import {type Fact, measured, ProbeApi, type ProbeDeps} from './probe-api.js';
import {probes} from './probes.js';

export {type Fact, NOT_KNOWN} from './probe-api.js';

/**
 * Measures what the vendor does not document. `watch`: so long are counts watched, to see at which age they still move; the rest is
 * measured meanwhile. Never rejects: what could not be measured says why.
 */
export async function probe({watch}: {readonly watch: Seconds}, deps: ProbeDeps): Promise<Fact[]> {
  const {clock} = deps;
  const api = new ProbeApi(deps);
  const now = api.now();
  const beganMs = clock.elapsed();
  const name = {name: 'freshness', question: 'how long after its end do the counts of an hour move?'};
  const first = look(api, now);
  // Told below, with the second look.
  await first.catch(() => undefined);
  const ofFirst = api.calls;
  const facts: Fact[] = [];
  for (const {measure, ...each} of probes) facts.push(await measured(each, api, () => measure(api, now)));
  const fresh = await measured(name, api, async () => {
    const before = await first;
    await clock.sleep(Math.max(0, watch * 1000 - (clock.elapsed() - beganMs)));
    const apart = Math.round((clock.elapsed() - beganMs) / 1000);
    return freshness(before, await look(api, now), apart);
  });
  return [{...fresh, calls: fresh.calls + ofFirst}, ...facts];
}
