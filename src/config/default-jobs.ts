const hourly = {step: '1h', schedule: '*/10 * * * *', span: '7d', refresh: ['10m', '1h', '6h', '1d', '3d']};
const daily = {step: '1d', schedule: '5,35 * * * *'};
const counts = ['chat', 'broadcast'];
const losses = ['chat-loss', 'broadcast-loss'];

/** The vendor keeps losses for seven days only. */
export const defaultJobs = [
  {report: counts, ...hourly},
  {report: counts, ...daily, span: '30d', refresh: ['10m', '6h', '1d', '3d', '7d']},
  {report: losses, ...hourly},
  {report: losses, ...daily, span: '7d', refresh: ['10m', '6h', '1d', '3d']},
];
