import {MemoryStore} from './memory-store.js';
import {describeStore} from '../fixtures/store-conformance.js';

describeStore('the store in memory that other tests use', async () => {
  const store = new MemoryStore();
  return {store, close: () => store.close()};
});
