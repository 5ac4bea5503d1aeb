package io.proofworks.market.audit;

import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.StreamsApplication;
import io.proofworks.runtime.journal.Logged;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;

/**
 * What one application of a market made of what was written to it, with what was: on the test
 * driver, without a broker, so that it is the same every time. The others of the market wrote
 * nothing.
 */
final class MadeLog {

  private static final AppSettings SETTINGS =
      AppSettings.of(Map.of("domain", SignedLog.DOMAIN.hex(), "partitions", "1"));

  /** Ticks before anything else, so that nothing is as old as the log. */
  private static final int QUIET_SECONDS = 10;

  /** When the first of it is written, epoch milliseconds. */
  static final long BEGIN = SignedLog.START + 1_000L * QUIET_SECONDS;

  private MadeLog() {}

  /**
   * The log of an application.
   *
   * @param story what is written to it, from {@link #BEGIN} on
   */
  static ForgedLog of(StreamsApplication application, Consumer<TopologyFixture> story) {
    return of(application, VerifierRegistry.standard(), story);
  }

  /** The same of a market with those proof systems. */
  static ForgedLog of(
      StreamsApplication application, VerifierRegistry verifiers, Consumer<TopologyFixture> story) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (TopologyFixture market = TopologyFixture.of(application, SETTINGS, verifiers)) {
      for (int second = 0; second <= QUIET_SECONDS; second++) {
        tick(market, SignedLog.START + 1_000L * second);
      }
      story.accept(market);
      market.log().stream().map(Logged::record).map(MadeLog::read).forEach(records::add);
      Topics.all().stream()
          .filter(market::writes)
          .forEach(topic -> records.addAll(written(topic, market)));
      return ticked(new ForgedLog(records, market.serdes()));
    }
  }

  /** Of what it reads and does not write itself. */
  static void tick(TopologyFixture market, long time) {
    Topics.ticked().stream()
        .filter(topic -> market.reads(topic) && !market.writes(topic))
        .forEach(topic -> market.tick(time, topic));
  }

  /** What is found in it, or in what a forger made of it. */
  static List<Audit.Finding> findings(ForgedLog log) {
    try (LogSnapshot snapshot = LogSnapshot.of(log.records())) {
      return Audit.of(snapshot, scope(log)).findings();
    }
  }

  static Audit.Scope scope(ForgedLog log) {
    return scope(log, VerifierRegistry.standard());
  }

  static Audit.Scope scope(ForgedLog log, VerifierRegistry verifiers) {
    return new Audit.Scope(SignedLog.DOMAIN, log.serdes(), verifiers, 1, Optional.empty());
  }

  private static ConsumerRecord<byte[], byte[]> read(InboundRecord record) {
    var at = record.coordinates();
    return ForgedLog.at(
        at.topic(),
        at.partition(),
        at.offset(),
        at.time(),
        record.keyBytes(),
        record.value(),
        record.headers());
  }

  private static List<ConsumerRecord<byte[], byte[]>> written(
      Topic<?> topic, TopologyFixture market) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (TestRecord<byte[], byte[]> record : market.readBytes(topic.name())) {
      records.add(
          ForgedLog.at(
              topic.name(),
              0,
              records.size(),
              record.timestamp(),
              record.key(),
              record.value(),
              new RecordHeaders()));
    }
    return records;
  }

  /** What the application does not read was ticked as well. */
  private static ForgedLog ticked(ForgedLog made) {
    ForgedLog all = made;
    for (Topic<?> topic : ForgedLog.TICKED) {
      if (made.records().stream().noneMatch(r -> r.topic().equals(topic.name()))) {
        all = all.ticked(topic, 0, SignedLog.START);
      }
    }
    return all;
  }
}
