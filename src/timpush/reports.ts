import type {Report} from '../domain/report.js';
import {broadcast} from './reports/broadcast.js';
import {chat} from './reports/chat.js';

/** Every report by its name. To add one: a file beside `chat.ts`, a line here, its names in `domain/measurements.ts`. */
export const reports: Readonly<Record<string, Report>> = {chat, broadcast};
