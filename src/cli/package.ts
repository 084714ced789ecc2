import {createRequire} from 'node:module';
import {pathToFileURL} from 'node:url';

const require = createRequire(import.meta.url);
const FILE = 'timpush-collector/package.json';

/** Of this program, as its package says. */
export const {version} = require(FILE) as {readonly version: string};

/** The folder of the package, wherever a build puts this module. */
export const packageRoot = new URL('.', pathToFileURL(require.resolve(FILE)));
