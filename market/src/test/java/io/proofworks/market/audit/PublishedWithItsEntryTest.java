package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.aggregation.AggregationApplication;
import io.proofworks.aggregation.processor.Schemes;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.settlement.SettlementApplication;
import io.proofworks.sharding.ShardingApplication;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/**
 * What each application publishes was written when the entry was from which it follows, or an audit
 * of the log says so.
 */
final class PublishedWithItsEntryTest {

  private static final long TOGETHER_MS = 120_000;
  private static final int AFTER_SECONDS = 200;
  private static final long BEGIN = MadeLog.BEGIN;

  /** What is no aggregate is answered. */
  private static void writeAnyAggregate(TopologyFixture market) {
    market.pipeBytes(Topics.AGGREGATES, new byte[] {1}, new byte[] {2}, BEGIN);
  }

  /** What takes back a batch that there is not, and for which no request can come any more. */
  private static void supersede(TopologyFixture market) {
    MadeLog.tick(market, BEGIN + 1);
    market.pipe(Topics.SUPERSESSIONS, Hash32.ZERO.hex(), UnsignedRecordsTest.signed(), BEGIN);
  }

  @Test
  void shouldFindAMovementThatSettlementWroteLongAfterItsEntry() {
    ForgedLog log = MadeLog.of(new SettlementApplication(), ProvenTask.bySp1()::deposit);
    requireTogether(log, Topics.LEDGER);
    requireTogether(log, Topics.VERDICTS);
    requireTogether(log, Topics.PROVERS);
  }

  @Test
  void shouldFindAChildProofThatSettlementWroteLongAfterItsEntry() {
    requireTogether(
        MadeLog.of(new SettlementApplication(), ProvenTask.bySp1()::prove), Topics.CHILD_PROOFS);
  }

  @Test
  void shouldFindAnAnswerThatAggregationWroteLongAfterItsEntry() {
    requireTogether(
        MadeLog.of(
            new AggregationApplication(Schemes.standard()),
            PublishedWithItsEntryTest::writeAnyAggregate),
        Topics.VERDICTS);
  }

  @Test
  void shouldFindAnAnswerThatShardingWroteLongAfterItsEntry() {
    requireTogether(
        MadeLog.of(new ShardingApplication(), PublishedWithItsEntryTest::supersede),
        Topics.VERDICTS);
  }

  private static void requireTogether(ForgedLog log, Topic<?> topic) {
    ConsumerRecord<byte[], byte[]> last = log.of(topic).getLast();
    long onTime = last.timestamp() + TOGETHER_MS;

    ForgedLog asItWas = log.with(last, ForgedLog.dated(last, onTime));
    ForgedLog late = log.with(last, ForgedLog.dated(last, onTime + 1));

    assertThat(apart(ticked(asItWas))).as("%s on time", topic.name()).isEmpty();
    assertThat(apart(ticked(late)))
        .as("%s late", topic.name())
        .containsExactly(ForgedLog.place(last));
    assertThat(apart(ticked(standingStill(late))))
        .as("%s, while the log stood still", topic.name())
        .isEmpty();
  }

  /** Once a second from where its ticks end. */
  private static ForgedLog ticked(ForgedLog log) {
    return log.later(ForgedLog.TICKED, 1, AFTER_SECONDS);
  }

  /** Nothing but what is there was written up to its end. */
  private static ForgedLog standingStill(ForgedLog log) {
    ForgedLog next = log;
    for (Topic<?> topic : ForgedLog.TICKED) {
      next = next.ticked(topic, 0, log.newest());
    }
    return next;
  }

  private static List<String> apart(ForgedLog log) {
    return MadeLog.findings(log).stream()
        .filter(found -> found.kind().equals("WRONG_TIME"))
        .map(Audit.Finding::where)
        .toList();
  }
}
