import type {Report} from '../domain/report.js';
import {broadcast} from './reports/broadcast.js';
import {broadcastLoss} from './reports/broadcast-loss.js';
import {chat} from './reports/chat.js';
import {chatLoss} from './reports/chat-loss.js';

/** Every report by its name. To add one: a file beside `chat.ts`, a line here, its names in `domain/measurements.ts`. */
export const reports: Readonly<Record<string, Report>> = {
  [chat.name]: chat,
  [broadcast.name]: broadcast,
  [chatLoss.name]: chatLoss,
  [broadcastLoss.name]: broadcastLoss,
};
