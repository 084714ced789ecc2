import {setFlagsFromString} from 'node:v8';

/**
 * A call waits for its answer for a second or so: what belongs to it outlives the young generation, and V8 lets the old one grow to
 * several times what is in use before it looks for garbage there. Of this process it may only double.
 */
export function leanHeap(): void {
  setFlagsFromString('--heap-growing-percent=100');
}
