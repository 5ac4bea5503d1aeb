package io.proofworks.sharding.processor;

import io.proofworks.avro.Policy;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.sharding.domain.MarketPolicy;
import io.proofworks.topics.Topics;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which policies were in force, as sharding takes them: each of a higher version than before. */
public final class PolicyHistory {

  private record Version(MarketPolicy policy, long since) {}

  private final TreeMap<Integer, Version> versions = new TreeMap<>();

  /**
   * @param records of the policies' topic, in order within each partition; read as they were
   *     written where they are in several
   * @param verifiers the proof systems, before a policy changes their status
   */
  public PolicyHistory(
      Collection<InboundRecord> records,
      MarketSerdes serdes,
      Hash32 domain,
      VerifierRegistry verifiers) {
    List<InboundRecord> written =
        records.stream().sorted(Comparator.comparingLong(InboundRecord::time)).toList();
    for (InboundRecord record : written) {
      if (serdes.decoder(Topics.POLICIES).decode(record.value())
              instanceof Decoded.Value<Policy>(Policy policy)
          && policy.getDomain().equals(domain.hex())
          && (versions.isEmpty() || policy.getVersion() > versions.lastKey())) {
        versions.put(
            policy.getVersion(),
            new Version(AvroPolicies.policy(policy, verifiers), record.time()));
      }
    }
  }

  /**
   * A version.
   *
   * @param version 0 for none
   * @return null for none
   * @throws IllegalArgumentException if that was never in force
   */
  @Nullable MarketPolicy version(long version) {
    Version found = version == (int) version ? versions.get((int) version) : null;
    if (found == null && version != 0) {
      throw new IllegalArgumentException("no policy of version " + version + " was in force");
    }
    return found == null ? null : found.policy();
  }

  /**
   * Whether that version was in force.
   *
   * @param version 0 for none, which is so at the beginning
   */
  public boolean knows(long version) {
    return version == 0 || since(version).isPresent();
  }

  /** How long a prover is there after a heartbeat, by a version, in milliseconds. */
  public long heartbeatTimeoutMs(long version) {
    MarketPolicy policy = version(version);
    return policy == null ? 0 : policy.heartbeatTimeoutMs();
  }

  /** Whether the schedule says by then when a commit was appended. */
  boolean datesCommits(long time) {
    MarketPolicy policy = version(before(time));
    return policy != null && policy.datesCommits();
  }

  /** Whether nothing dear is done for a request before there is money for it, by a version. */
  public boolean asksForMoney(long version) {
    MarketPolicy policy = version(version);
    return policy != null && policy.asksForMoney();
  }

  /** When the first such version was written; later than anything where none was. */
  public long asksForMoneySince() {
    return versions.values().stream()
        .filter(version -> version.policy().asksForMoney())
        .mapToLong(Version::since)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** When a version was written; empty when it never was in force. */
  OptionalLong since(long version) {
    Version found = version == (int) version ? versions.get((int) version) : null;
    return found == null ? OptionalLong.empty() : OptionalLong.of(found.since());
  }

  /** The version that was written last before a time; 0 when none was. */
  long before(long time) {
    return versions.entrySet().stream()
        .filter(version -> version.getValue().since() < time)
        .mapToLong(Map.Entry::getKey)
        .max()
        .orElse(0);
  }
}
