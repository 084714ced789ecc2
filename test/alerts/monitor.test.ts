import {expect, test} from '@jest/globals';
import type {Alert} from '../../src/alerts/alert.js';
import {Monitor} from '../../src/alerts/monitor.js';
import type {Receiver} from '../../src/alerts/receivers.js';
import type {Log} from '../../src/domain/ports.js';
import {at, ManualClock} from '../support/doubles/manual-clock.js';
import {silentLog} from '../support/doubles/silent-log.js';
import {aFindingView, ScriptedFindings} from '../support/fixtures/a-finding.js';

const stop = new AbortController().signal;

class Listener implements Receiver {
  readonly heard: (readonly Alert[])[] = [];
  failure: Error | undefined;

  constructor(readonly name: Receiver['name']) {}

  async tell(picture: readonly Alert[]): Promise<number> {
    if (this.failure) throw this.failure;
    this.heard.push(picture);
    return picture.length;
  }
}

function watched(findings = [aFindingView()]) {
  const ended = aFindingView({app: 'news', until: '2026-03-02T11:00:00Z'});
  const source = new ScriptedFindings(findings, [ended]);
  const [first, second] = [new Listener('alertmanager'), new Listener('webhook')];
  const said: string[] = [];
  const numbers: string[] = [];
  const say = (level: string) => (data: object, sentence: string) =>
    void said.push(`${level}: ${sentence} ${JSON.stringify(data)}`);
  const log: Log = {...silentLog, warn: say('warn'), info: say('info')};
  const clock = new ManualClock('2026-03-02T12:00Z');
  const meter = {
    findings: (holding: readonly object[]) => void numbers.push(`${holding.length} hold`),
    told: (receiver: string, ok: boolean) => void numbers.push(`${receiver} ${ok}`),
  };
  const recorded: (readonly object[])[] = [];
  const record = async (holding: readonly object[]) => void recorded.push(holding);
  const changes: string[] = [];
  const monitor = new Monitor({
    source,
    receivers: [first, second],
    publicUrl: undefined,
    meter,
    record,
    changes: () => changes.join(),
    clock,
    log,
  });
  return {source, first, second, said, numbers, recorded, changes, clock, look: () => monitor.look(stop)};
}

test('everybody is told what holds and, after a start, what ended lately; the number is of what holds', async () => {
  const {look, first, second, numbers} = watched();
  await look();
  expect(first.heard[0]!.map(({labels, endsAt}) => [labels.app, endsAt])).toEqual([
    ['news', at('2026-03-02T11:00Z')],
    ['shop-cn', null],
  ]);
  expect(second.heard).toEqual(first.heard);
  expect(numbers).toEqual(['1 hold', 'alertmanager true', 'webhook true']);
});

test('one who cannot be told holds up nobody; the log says so once, and once that it works again', async () => {
  const {look, first, second, said, numbers} = watched();
  first.failure = new Error('no route');
  await look();
  await look();
  first.failure = undefined;
  await look();
  expect([first.heard.length, second.heard.length]).toEqual([1, 3]);
  expect(said).toEqual([
    'warn: alerts do not arrive {"receiver":"alertmanager","reason":"no route"}',
    'info: alerts arrive again {"receiver":"alertmanager"}',
  ]);
  expect(numbers.filter((each) => each.startsWith('alertmanager'))).toEqual([
    'alertmanager false',
    'alertmanager false',
    'alertmanager true',
  ]);
});

test('while nothing can be found out, what was known goes on and nothing is over', async () => {
  const {look, source, first, said} = watched();
  await look();
  source.failure = new Error('the store is away');
  await look();
  await look();
  expect(first.heard[2]).toEqual(first.heard[0]);
  source.failure = undefined;
  await look();
  expect(said).toEqual([
    'warn: findings are not known now {"reason":"the store is away"}',
    'info: findings are known again {}',
  ]);
});

test('as long as nothing was found out, nobody is told anything', async () => {
  const {look, source, first, numbers} = watched();
  source.failure = new Error('the store is away');
  await look();
  expect([first.heard, numbers]).toEqual([[], []]);
});

test('what is found no more is over', async () => {
  const {look, source, first, numbers} = watched();
  await look();
  source.holding = [];
  await look();
  const [ended, held] = first.heard[0]!;
  expect(first.heard[1]).toEqual([ended, {...held, endsAt: at('2026-03-02T12:00Z')}]);
  expect(numbers).toContain('0 hold');
});

test('whoever is told when the program stops is no failure', async () => {
  const {source, first, second, said} = watched();
  const stopped = AbortSignal.abort(new Error('the collector is stopping'));
  first.failure = stopped.reason;
  const log = {...silentLog, warn: (_: object, sentence: string) => void said.push(sentence)};
  const meter = {findings: () => {}, told: (receiver: string, ok: boolean) => void said.push(`${receiver} ${ok}`)};
  const alone = {publicUrl: undefined, record: async () => {}, changes: () => ''};
  const deps = {...alone, source, receivers: [first, second], meter, clock: {now: () => 0}, log};
  await new Monitor(deps).look(stopped);
  expect(said).toEqual(['webhook true']);
});

test('what holds is recorded at each look, also that nothing holds any more', async () => {
  const {look, source, recorded} = watched();
  await look();
  source.holding = [];
  await look();
  expect(recorded.map(({length}) => length)).toEqual([1, 0]);
});

test('while nothing holds, a look is worth it only once something has changed, or when the one before failed', async () => {
  const {look, source, recorded, changes} = watched([]);
  source.ended = [];
  await look();
  await look();
  expect(recorded).toHaveLength(1);
  changes.push('a window');
  source.failure = new Error('the store is away');
  await look();
  source.failure = undefined;
  await look();
  await look();
  expect(recorded).toHaveLength(2);
});
