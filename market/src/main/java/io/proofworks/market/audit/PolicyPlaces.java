package io.proofworks.market.audit;

import io.proofworks.avro.Policy;
import io.proofworks.runtime.journal.BrokerClocks;
import io.proofworks.topics.Partitions;
import io.proofworks.topics.Topics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Policies outside of their key's partition. Each partition of their topic announces those of a
 * version above its own, so that one which was written by another partitioner is in force like any
 * other. It does harm only where one partition would have refused it: where versions of different
 * partitions do not follow each other, one part of the market may be bound by one of two, and the
 * next part by the other.
 */
final class PolicyPlaces {

  /** One that its partition announced. */
  private record Announced(int version, int partition, long time, String place) {}

  private final Findings findings;
  private final int home;

  PolicyPlaces(Run run) {
    this.findings = run.findings();
    String domain = run.scope().domain().hex();
    this.home = Partitions.of(domain, run.scope().partitions());
    List<Announced> announced = new ArrayList<>();
    Map<Integer, Integer> inForce = new HashMap<>();
    run.log()
        .all(Topics.POLICIES)
        .filter(found -> found.value().getDomain().equals(domain))
        .map(PolicyPlaces::announced)
        .filter(policy -> policy.version() > inForce.getOrDefault(policy.partition(), 0))
        .forEach(policy -> {
          inForce.put(policy.partition(), policy.version());
          announced.add(policy);
        });
    announced.sort(Comparator.comparingInt(Announced::version).thenComparing(Announced::time));
    for (int i = 1; i < announced.size(); i++) {
      check(announced.get(i - 1), announced.get(i));
    }
  }

  private static Announced announced(Decoding.Found<Policy> found) {
    return new Announced(
        found.value().getVersion(),
        found.record().coordinates().partition(),
        found.time(),
        found.place());
  }

  private void check(Announced before, Announced after) {
    boolean follows =
        after.version() > before.version() && after.time() > before.time() + BrokerClocks.APART_MS;
    if (before.partition() == after.partition() || follows) {
      return;
    }
    Announced misplaced = after.partition() == home ? before : after;
    Announced other = misplaced == after ? before : after;
    findings.add(
        "MISPLACED",
        misplaced.place(),
        "policy %d is not in its key's partition %d, and does not follow policy %d at %s: which of them binds whom is nobody's to check"
            .formatted(misplaced.version(), home, other.version(), other.place()));
  }
}
