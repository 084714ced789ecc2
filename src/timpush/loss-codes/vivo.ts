import {adviceFor} from './advice.js';
import {lossCodes} from './loss-code.js';

const advice = adviceFor({
  name: 'vivo',
  console: 'the vivo developer console',
  credentials: 'the AppID, AppKey and AppSecret of vivo',
});

export const vivo = lossCodes('vivo push API 2.9.2, as copied at app.applebyme.cn/cloud/appshangjia/2017.html', [
  ['10000', 'config', 'authentication failed', advice.credentials],
  ['10070', 'quota', 'the messages of the day are used up', advice.dailyLimit],
  ['10071', 'policy', 'outside the hours in which pushes are allowed', 'Send marketing pushes by day.'],
  ['10072', 'quota', 'pushes are sent too fast', advice.slowDown],
  ['10073', 'quota', 'the system messages of the day are used up', advice.dailyLimit],
  ['10085', 'policy', 'title or text breaks a rule, such as test words or only digits', advice.content],
  ['10094', 'config', 'the app id does not match', advice.credentials],
  ['10104', 'policy', 'title or text breaks a rule, such as test words or only digits', advice.content],
  ['10252', 'quota', 'the pushes to lists are used up', advice.dailyLimit],
  ['10254', 'quota', 'the broadcasts are used up', advice.dailyLimit],
  ['10302', 'token', 'the regId is not valid', advice.deadToken],
]);
