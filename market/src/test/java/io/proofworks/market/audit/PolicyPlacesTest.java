package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Policy;
import io.proofworks.market.local.DefaultPolicy;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.journal.BrokerClocks;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Partitions;
import io.proofworks.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyPlacesTest {

  private static final Hash32 DOMAIN = hash("a market");
  private static final MarketSerdes SERDES = new MarketSerdes(KnownSchemas.ofThisBuild());
  private static final int HOME = Partitions.of(DOMAIN.hex(), Topics.PARTITIONS);
  private static final int OTHER = (HOME + 1) % Topics.PARTITIONS;
  private static final long APART = BrokerClocks.APART_MS;
  private static final long START = 1_700_000_000_000L;

  @TempDir private Path directory;
  private LogSnapshot log;

  @BeforeEach
  void empty() {
    log = LogSnapshot.empty(directory);
  }

  @AfterEach
  void close() {
    log.close();
  }

  private static Hash32 hash(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  private void publish(Hash32 domain, int version, int partition, long time) {
    Policy policy =
        Policy.newBuilder(DefaultPolicy.of(domain, List.of(), 1_000)).setVersion(version).build();
    Coordinates at =
        new Coordinates(
            Topics.POLICIES.name(),
            partition,
            log.end(Topics.POLICIES.name(), partition),
            START + time);
    byte[] key = domain.hex().getBytes(StandardCharsets.UTF_8);
    log.keep(
        new StoredRecord(at, key, SERDES.encode(Topics.POLICIES, policy), new RecordHeaders()));
  }

  private void publish(int version, int partition, long time) {
    publish(DOMAIN, version, partition, time);
  }

  private List<String> found() {
    try (Scratch scratch = log.scratch()) {
      Audit.Scope scope =
          new Audit.Scope(
              DOMAIN, SERDES, VerifierRegistry.standard(), Topics.PARTITIONS, Optional.empty());
      Run run = Run.of(log, scope, scratch, AuditProgress.SILENT);
      new PolicyPlaces(run);
      return run.findings().first().stream().map(f -> f.kind() + " " + f.where()).toList();
    }
  }

  private static String misplaced(int partition, long offset) {
    return "MISPLACED market.policies-" + partition + "@" + offset;
  }

  /** By somebody whose client has another partitioner; everybody is bound by each of them. */
  @Test
  void shouldFindNothingWhereOneFollowsTheOtherWhereverTheyAre() {
    publish(1, OTHER, 0);
    publish(2, HOME, APART + 1);
    publish(3, OTHER, 2 * APART + 2);
    publish(4, OTHER, 2 * APART + 3);

    assertThat(found()).isEmpty();
  }

  @Test
  void shouldFindTwoOfOneVersionWhicheverWasFirst() {
    publish(1, HOME, 0);
    publish(2, OTHER, 60_000);
    publish(2, HOME, 120_000);
    publish(3, HOME, 180_000);
    publish(3, OTHER, 240_000);

    assertThat(found()).containsExactly(misplaced(OTHER, 0), misplaced(OTHER, 1));
  }

  @Test
  void shouldFindOneThatItsOwnPartitionWouldHaveRefused() {
    publish(2, HOME, 0);
    publish(1, OTHER, 60_000);

    assertThat(found()).containsExactly(misplaced(OTHER, 0));
  }

  @Test
  void shouldFindOneOfWhichTheClocksOfBrokersDoNotSayWhatCameFirst() {
    publish(1, HOME, 0);
    publish(2, OTHER, APART);

    assertThat(found()).containsExactly(misplaced(OTHER, 0));
  }

  @Test
  void shouldPassOverWhatItsPartitionRefused() {
    publish(1, HOME, 0);
    publish(3, OTHER, 60_000);
    publish(1, OTHER, 61_000);
    publish(hash("another market"), 3, HOME, 62_000);

    assertThat(found()).isEmpty();
  }
}
