package io.proofworks.sharding.processor;

import io.proofworks.avro.Policy;
import io.proofworks.operations.LogCode;
import io.proofworks.runtime.AppContext;
import io.proofworks.serde.Decoded;
import io.proofworks.sharding.ShardingTopology;
import io.proofworks.topics.Topics;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the latest policy of each domain where every task can read it. A policy that cannot be
 * understood leaves the one before it in force, and says so.
 */
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
public final class PolicyProcessor implements Processor<byte[], byte[], Void, Void> {

  private static final Logger log = LoggerFactory.getLogger(PolicyProcessor.class);

  private final AppContext app;
  private KeyValueStore<Bytes, byte[]> store;

  public PolicyProcessor(AppContext app) {
    this.app = app;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    store = context.getStateStore(ShardingTopology.POLICIES);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    byte @Nullable [] key = record.key();
    byte @Nullable [] value = record.value();
    if (key == null || value == null || value.length == 0) {
      return;
    }
    switch (app.serdes().decoder(Topics.POLICIES).decode(value)) {
      case Decoded.Value<Policy>(Policy policy) -> keep(key, value, policy);
      case Decoded.Malformed<Policy>(String detail) ->
          log.error("{} detail={}", LogCode.POLICY_REFUSED, detail);
    }
  }

  private void keep(byte[] key, byte[] value, Policy policy) {
    try {
      String domain = AvroPolicies.policy(policy).domain();
      store.put(Bytes.wrap(key), value);
      log.info("policy_in_force domain={} version={}", domain, policy.getVersion());
    } catch (IllegalArgumentException contradiction) {
      log.error("{} detail={}", LogCode.POLICY_REFUSED, contradiction.getMessage());
    }
  }
}
