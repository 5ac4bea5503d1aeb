package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.settlement.SettlementApplication;
import io.proofworks.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** What an audit says of a log that does not have its heartbeats any more. */
final class ForgottenHeartbeatsTest {

  private static final String HEARTBEATS = Topics.HEARTBEATS.name();
  private static final Duration KEPT = Topics.HEARTBEATS.retention().orElseThrow();

  /** Of a market in which nothing happened but ticks. */
  private final ForgedLog log =
      MadeLog.of(new SettlementApplication(), market -> {}).later(ForgedLog.TICKED, 1, 2);

  /** Heartbeats before that offset are gone. */
  private static Audit.Result audit(ForgedLog of, long before, Duration later) {
    ForgedLog left = of.without(r -> r.topic().equals(HEARTBEATS) && r.offset() < before);
    try (LogSnapshot snapshot = LogSnapshot.of(left.records())) {
      snapshot.gap(new LogSnapshot.Gap(HEARTBEATS, 0, 0, before));
      snapshot.span(HEARTBEATS, 0, before, before);
      snapshot.readAt(snapshot.lastTime() + later.toMillis());
      return Audit.of(snapshot, MadeLog.scope(of));
    }
  }

  private static List<String> missed(Audit.Result result) {
    return result.findings().stream()
        .filter(found -> found.kind().equals("NOT_IN_THE_LOG"))
        .map(Audit.Finding::where)
        .toList();
  }

  private static String said(Audit.Result result) {
    return result.topics().stream()
        .filter(cover -> cover.topic().equals(HEARTBEATS))
        .filter(cover -> cover.how() == TopicCover.How.NOT_COVERED)
        .map(TopicCover::what)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldSayFromWhenOnHeartbeatsAreLeft() {
    ConsumerRecord<byte[], byte[]> first =
        log.records().stream()
            .filter(r -> r.topic().equals(HEARTBEATS) && r.offset() == 2)
            .findFirst()
            .orElseThrow();

    assertThat(said(audit(log, 2, KEPT)))
        .contains("from before %s are gone".formatted(Instant.ofEpochMilli(first.timestamp())));
  }

  @Test
  void shouldSayThatNoHeartbeatsAreLeft() {
    assertThat(said(audit(log, 1_000, KEPT))).contains("none are left");
  }

  @Test
  void shouldNotSayThatHeartbeatsAreGoneThatAreThere() {
    try (LogSnapshot snapshot = LogSnapshot.of(log.records())) {
      assertThat(said(Audit.of(snapshot, MadeLog.scope(log)))).doesNotContain("gone", "left");
    }
  }

  /** Brokers forget while nobody writes. */
  @Test
  void shouldMissHeartbeatsOfALogThatWasReadBeforeTheyWereOld() {
    Duration soon = KEPT.minusMillis(log.newest() - SignedLog.START);

    assertThat(missed(audit(log, 2, soon.minusMillis(1)))).containsExactly(HEARTBEATS + "-0@0");
    assertThat(missed(audit(log, 2, soon))).isEmpty();
  }
}
