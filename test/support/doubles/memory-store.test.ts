import {describeStore} from '../fixtures/store-conformance.js';
import {MemoryStore} from './memory-store.js';

describeStore('the store in memory that other tests use', async () => {
  const store = new MemoryStore();
  return {store, close: () => store.close()};
});
