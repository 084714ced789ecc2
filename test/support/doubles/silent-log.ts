import type {Log} from '../../../src/domain/ports.js';

const nothing = () => {};

export const silentLog: Log = {debug: nothing, info: nothing, warn: nothing, error: nothing};
