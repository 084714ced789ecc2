import type {SqlLimits} from '../domain/tables.js';

/** Of one question, whoever answers it: a collector at work has other things to do, and an answer is held in memory. */
export const SQL_LIMITS: SqlLimits = {rows: 50_000, bytes: 16_000_000, ms: 20_000};

/** It has to fit into an address. */
export const LONGEST_SQL = 6000;
