import {expect, test} from '@jest/globals';
import {render} from './template.js';

const labels = {app: 'shop', platform: 'huawei'};
const values = new Map([
  ['share', {labels, value: 0.12345}],
  ['lost', {labels: {...labels, code: '503'}, value: 812.4}],
  ['several', undefined],
]);

test.each([
  ['{{ $labels.app }} / {{ $labels.platform }}', 'shop / huawei'],
  ['{{ humanizePercentage $values.share.Value }} of {{ printf "%.0f" $values.lost.Value }}', '12.35% of 812'],
  ['{{ with $labels.app }}for {{ . }}{{ end }}{{ with $labels.report }}, {{ . }}{{ end }}', 'for shop'],
  ['{{ with $values.lost.Labels }}{{ .code }}{{ else }}none{{ end }}', '503'],
  ['{{ with $values.nothing.Labels }}{{ .code }}{{ else }}none{{ end }}', 'none'],
  ['{{ $labels.nothing }}', '[no value]'],
  ['{{ $key := printf "%s %s" .x .y }}{{ if eq "a" "b" "a" }}one{{ end }}', 'one'],
  ['{{ if or (eq "a" "b") (eq "c" "c") }}one{{ else if eq "d" "d" }}two{{ else }}three{{ end }}', 'one'],
  ['{{ if eq "a" "b" }}one{{ else if eq "d" "d" }}two{{ else }}three{{ end }}', 'two'],
  ['{{ if eq "a" "b" }}one{{ else if eq "d" "e" }}two{{ else }}three{{ end }}', 'three'],
  ['{{ define "m" }}{{ .code }}!{{ end }}{{ with $values.lost.Labels }}{{ template "m" . }}{{ end }}', '503!'],
  ['{{ reReplaceAll "/?$" "/d/" externalURL }}x', 'http://grafana/d/x'],
])('%s is %s', (template, text) => {
  expect(render(template, labels, values)).toBe(text);
});

test('a text may not name one of several numbers', () => {
  expect(() => render('{{ $values.several.Value }}', labels, values)).toThrow('one of several');
});
