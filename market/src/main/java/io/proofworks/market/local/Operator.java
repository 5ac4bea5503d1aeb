package io.proofworks.market.local;

import io.proofworks.avro.Policy;
import io.proofworks.avro.Stake;
import io.proofworks.policy.PolicyBounds;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.StakeKind;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import io.proofworks.worker.log.LogReader;
import io.proofworks.worker.log.MarketWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The market's operator: publishes policies and, standing in the place of a bridge, deposits. */
public final class Operator implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);

  private final Hash32 domain;
  private final Map<String, Object> kafka;
  private final MarketSerdes serdes;
  private final MarketWriter writer;

  public Operator(Hash32 domain, Map<String, Object> kafka, MarketSerdes serdes) {
    this.domain = domain;
    this.kafka = kafka;
    this.serdes = serdes;
    this.writer = new MarketWriter(kafka, serdes);
  }

  /** The newest policy on the log. */
  public Optional<Policy> policy() {
    return policy(domain, kafka, serdes);
  }

  /** The newest policy on the log of a market, for whoever publishes none. */
  public static Optional<Policy> policy(
      Hash32 domain, Map<String, Object> kafka, MarketSerdes serdes) {
    return Optional.ofNullable(policies(kafka, serdes).get(domain));
  }

  /** The newest policy on the log of each market that has one. */
  public static Map<Hash32, Policy> policies(Map<String, Object> kafka, MarketSerdes serdes) {
    Map<Hash32, Policy> newest = new TreeMap<>();
    try (LogReader reader =
        LogReader.of(kafka, serdes)
            .on(
                Topics.POLICIES,
                policy ->
                    Hash32.tryParse(policy.getDomain())
                        .ifPresent(market -> newest.merge(market, policy, Operator::newer)))
            .fromBeginning()) {
      while (!reader.caughtUp()) {
        reader.poll(POLL);
      }
    }
    return newest;
  }

  private static Policy newer(Policy a, Policy b) {
    return b.getVersion() > a.getVersion() ? b : a;
  }

  /**
   * Publishes a policy.
   *
   * @throws IllegalArgumentException if the applications would not read it, or not go by it
   */
  public void publish(Policy policy) {
    if (serdes.decoder(Topics.POLICIES).decode(serdes.encode(Topics.POLICIES, policy))
        instanceof Decoded.Malformed<Policy>(String detail)) {
      throw new IllegalArgumentException("nobody would read this policy: " + detail);
    }
    PolicyBounds.excessHere(policy)
        .ifPresent(why -> {
          throw new IllegalArgumentException(why);
        });
    writer.put(Topics.POLICIES, domain.hex(), policy);
  }

  /** The policy that ends a market: the same, one version on, and closed. */
  public static Policy closed(Policy inForce) {
    return Policy.newBuilder(inForce).setVersion(inForce.getVersion() + 1).setClosed(true).build();
  }

  /**
   * Deposits for an account; a repeat with the same reference counts once.
   *
   * @return what the answer calls its input by
   */
  public Hash32 deposit(String account, long amount, String reference) {
    return move(account, amount, reference, StakeKind.DEPOSIT);
  }

  /**
   * Withdraws what an account has earned or has free; a repeat with the same reference counts once.
   *
   * @return what the answer calls its input by
   */
  public Hash32 withdraw(String account, long amount, String reference) {
    return move(account, amount, reference, StakeKind.WITHDRAWAL);
  }

  private Hash32 move(String account, long amount, String reference, StakeKind kind) {
    Stake stake =
        Stake.newBuilder()
            .setDomain(domain.hex())
            .setAccount(account)
            .setKind(kind.name())
            .setAmount(amount)
            .setReference(reference)
            .build();
    writer.put(Topics.STAKES, account, stake);
    return InboundRecord.digest(
        account.getBytes(StandardCharsets.UTF_8), serdes.encode(Topics.STAKES, stake));
  }

  @Override
  public void close() {
    writer.close();
  }
}
