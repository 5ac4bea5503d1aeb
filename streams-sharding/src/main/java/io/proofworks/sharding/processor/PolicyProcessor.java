package io.proofworks.sharding.processor;

import io.proofworks.avro.Policy;
import io.proofworks.operations.LogCode;
import io.proofworks.protocol.MarketRules;
import io.proofworks.runtime.AppContext;
import io.proofworks.serde.Decoded;
import io.proofworks.topics.Topics;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the policy in force where every task can read it: the highest version of this market's. One
 * that is out of bounds leaves the one before it in force, and says so; one that goes by rules of a
 * newer build ends the application, for nothing may be decided by others once it is written.
 */
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
public final class PolicyProcessor implements Processor<byte[], byte[], Void, Void> {

  private static final Logger log = LoggerFactory.getLogger(PolicyProcessor.class);

  private final AppContext app;
  private CurrentPolicy current;

  public PolicyProcessor(AppContext app) {
    this.app = app;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    current = new CurrentPolicy(Systems.of(app), context.getStateStore(Names.POLICIES));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    byte @Nullable [] value = record.value();
    switch (app.serdes().decoder(Topics.POLICIES).decode(value)) {
      case Decoded.Value<Policy>(Policy policy) -> take(policy, Objects.requireNonNull(value));
      case Decoded.Malformed<Policy>(String detail) ->
          log.error("{} detail={}", LogCode.POLICY_REFUSED, detail);
    }
  }

  private void take(Policy policy, byte[] value) {
    int inForce = current.version();
    if (!policy.getDomain().equals(app.settings().domain().hex())) {
      log.info("policy_of_another_market domain={}", policy.getDomain());
    } else if (policy.getVersion() <= inForce) {
      log.error(
          "{} detail=version is {}, and {} is in force",
          LogCode.POLICY_REFUSED,
          policy.getVersion(),
          inForce);
    } else {
      MarketRules.requireKnown(policy.getRules(), policy.getVersion());
      current.put(value);
      log.info("policy_in_force domain={} version={}", policy.getDomain(), policy.getVersion());
    }
  }
}
