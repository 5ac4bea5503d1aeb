package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.AggregationPolicy;
import io.proofworks.aggregation.domain.Aggregator;
import io.proofworks.aggregation.domain.BatchCase;
import io.proofworks.protocol.LogWatch;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.LogClock;
import io.proofworks.runtime.RuntimeFormats;
import io.proofworks.runtime.state.EmptyStores;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;

/** Everything that a partition of batches knows; {@link Stores} says what is in each. */
record BatchStores(
    KeyValueStore<String, BatchCase> cases,
    KeyValueStore<Bytes, String> due,
    KeyValueStore<String, byte[]> waiting,
    KeyValueStore<String, Aggregator> aggregators,
    KeyValueStore<String, byte[]> accounts,
    KeyValueStore<Bytes, Long> requests,
    KeyValueStore<String, AskedBatches.Totals> requestTotals,
    KeyValueStore<String, AggregationPolicy> policies,
    KeyValueStore<String, LogClock> clocks,
    KeyValueStore<String, LogWatch> closures) {

  /** Those of a processor. */
  static BatchStores of(ProcessingContext context) {
    return new BatchStores(
        context.getStateStore(Stores.CASES),
        context.getStateStore(Stores.DUE),
        context.getStateStore(Stores.WAITING),
        context.getStateStore(Stores.AGGREGATORS),
        context.getStateStore(Stores.ACCOUNTS),
        context.getStateStore(Stores.REQUESTS),
        context.getStateStore(Stores.REQUEST_TOTALS),
        context.getStateStore(Stores.POLICIES),
        context.getStateStore(Stores.CLOCKS),
        context.getStateStore(Stores.CLOSURES));
  }

  /** Empty ones. */
  static BatchStores of(EmptyStores stores) {
    Serde<String> names = Serdes.String();
    return new BatchStores(
        stores.next(names, FormatSerdes.of(AggregationFormats.CASE)),
        stores.next(Serdes.Bytes(), Serdes.String()),
        stores.next(names, Serdes.ByteArray()),
        stores.next(names, FormatSerdes.of(AggregationFormats.AGGREGATOR)),
        stores.next(names, Serdes.ByteArray()),
        stores.next(Serdes.Bytes(), Serdes.Long()),
        stores.next(names, FormatSerdes.remembering(AggregationFormats.TOTALS)),
        stores.next(names, FormatSerdes.remembering(AggregationFormats.POLICY)),
        stores.next(names, FormatSerdes.remembering(RuntimeFormats.CLOCK)),
        stores.next(names, FormatSerdes.remembering(RuntimeFormats.WATCH)));
  }
}
