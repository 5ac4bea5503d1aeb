package io.proofworks.sharding.processor;

import io.proofworks.runtime.state.EmptyStores;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Everything that a partition of requests knows.
 *
 * @param batches by id
 * @param ends of batches by time, and what was refused
 * @param parked supersessions that wait for their requests
 * @param windows how long reveals take, by class
 */
record RequestStores(
    KeyValueStore<Bytes, byte[]> batches,
    KeyValueStore<Bytes, byte[]> ends,
    KeyValueStore<Bytes, byte[]> parked,
    KeyValueStore<Bytes, byte[]> windows) {

  /** Those of a processor. */
  static RequestStores of(ProcessingContext context) {
    return new RequestStores(
        context.getStateStore(Names.BATCHES),
        context.getStateStore(Names.BATCH_ENDS),
        context.getStateStore(Names.PARKED),
        context.getStateStore(Names.WINDOWS));
  }

  /** Empty ones. */
  static RequestStores of(EmptyStores stores) {
    return new RequestStores(stores.next(), stores.next(), stores.next(), stores.next());
  }
}
