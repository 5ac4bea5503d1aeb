package io.proofworks.benchmarks;

import io.proofworks.avro.RevealWindow;
import io.proofworks.market.audit.AuditProgress;
import io.proofworks.market.audit.LogFile;
import io.proofworks.market.audit.LogRecorder;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.Consequence;
import io.proofworks.runtime.journal.Journal;
import io.proofworks.runtime.journal.JournalSink;
import io.proofworks.runtime.state.MemoryStore;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.checks.PolicyProofCheck;
import io.proofworks.settlement.domain.AccountEffect;
import io.proofworks.settlement.domain.AccountRules;
import io.proofworks.settlement.domain.TaskEffect;
import io.proofworks.settlement.domain.TaskRules;
import io.proofworks.settlement.domain.VerdictIssued;
import io.proofworks.settlement.partition.AccountPartition;
import io.proofworks.settlement.partition.PolicyPartition;
import io.proofworks.settlement.partition.TaskPartition;
import io.proofworks.settlement.records.AccountRecords;
import io.proofworks.settlement.records.MarketRecords;
import io.proofworks.settlement.records.TaskRecords;
import io.proofworks.settlement.state.AccountStates;
import io.proofworks.settlement.state.Errand;
import io.proofworks.settlement.state.InternalTopics;
import io.proofworks.settlement.state.TaskStates;
import io.proofworks.tlog.SignedNote;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The log of a market of one partition, of any length: settlement's own partitions apply what is
 * written to it, as its application drives them, but without Kafka. Tasks and assignments stand
 * there as sharding would have written them, without its journals.
 */
final class SettledLog {

  private static final Hash32 DOMAIN = SettlementLoad.hash("a long market");
  private static final byte[] SEED = SettlementLoad.hash("journal key").bytes();
  private static final LogFile.Origin ORIGIN =
      new LogFile.Origin(DOMAIN, 1, Optional.of(SignedNote.keyOf("any", SEED).publicKey()));
  private static final long START = 1_700_000_000_000L;
  private static final long STEP_MS = 2;

  /** As much as what the audit may not hold against a record that is young. */
  private static final int REST_SECONDS = 90;

  private static final Set<String> OF_TASKS =
      Set.of(InternalTopics.REGISTRY, InternalTopics.ACCOUNT_ANSWERS);

  private final MarketSerdes serdes = new MarketSerdes(new BenchmarkSchemas());
  private final SettlementLoad load = new SettlementLoad(DOMAIN);
  private final LogRecorder log;
  private final TaskPartition tasks;
  private final AccountPartition accounts;
  private final PolicyPartition policies;
  private final Map<String, Journal> journals = new HashMap<>();
  private final Map<String, Long> inside = new HashMap<>();
  private final Deque<InboundRecord> unread = new ArrayDeque<>();
  private long now = START;

  private SettledLog(LogRecorder log) {
    this.log = log;
    Digests digests = new Digests(DOMAIN);
    this.tasks =
        new TaskPartition(
            new TaskRecords(serdes, digests, 1),
            TaskStates.of(MemoryStore::new),
            digests,
            new PolicyProofCheck(VerifierRegistry.standard()),
            TaskRules.PROTOCOL);
    this.accounts =
        new AccountPartition(
            new AccountRecords(serdes, digests, 1),
            AccountStates.of(MemoryStore::new),
            digests,
            AccountRules.PROTOCOL);
    this.policies = new PolicyPartition(serdes, DOMAIN, new MemoryStore());
    for (String side : List.of(Journals.TASK, Journals.ACCOUNT, Journals.POLICY)) {
      journals.put(
          side,
          new Journal(
              side + "0",
              DOMAIN,
              Optional.of(SEED),
              new MemoryStore(),
              new JournalSink() {
                @Override
                public <V extends SpecificRecord> void publish(
                    Topic<V> topic, String key, V value, long time) {
                  SettledLog.this.publish(topic, key, value);
                }
              }));
    }
  }

  /**
   * Writes a log of at least so many records, ticks included.
   *
   * @param directory for what does not fit into memory, empty
   * @return how many it has
   */
  static long write(Path file, long records, Path directory) throws IOException {
    try (LogRecorder log = new LogRecorder(directory)) {
      SettledLog market = new SettledLog(log);
      market.open();
      for (int task = 0; log.size() < records; task++) {
        market.settle(task);
      }
      market.rest();
      return log.write(file, ORIGIN, new BenchmarkSchemas(), AuditProgress.SILENT);
    }
  }

  private void open() {
    publish(Topics.POLICIES, DOMAIN.hex(), load.policy());
    publish(Topics.STAKES, load.requester(), load.stake(load.requester()));
    load.provers().forEach(prover -> publish(Topics.STAKES, prover.id(), load.stake(prover.id())));
    read();
    load.provers()
        .forEach(
            prover -> publish(Topics.REGISTRATIONS, prover.id(), load.registration(prover, START)));
    read();
    tick();
  }

  private void settle(int task) {
    String id = load.taskId(task);
    publish(Topics.TASKS, id, load.task(task, now));
    publish(Topics.ASSIGNMENTS, id, load.assignment(task, now));
    read();
    tick();
    publish(Topics.COMMITMENTS, id, load.commitment(task));
    read();
    tick();
    publish(Topics.REVEALS, id, load.reveal(task));
    read();
    tick();
  }

  /** Nothing happens any more, and time passes. */
  private void rest() {
    for (int second = 0; second < REST_SECONDS; second++) {
      now += 1_000;
      tick();
    }
    journals.values().forEach(journal -> journal.sign(now));
    read();
  }

  private void tick() {
    for (String topic : TaskRecords.TOPICS) {
      ProducerRecord<byte[], byte[]> tick = Ticks.record(topic, 0);
      append(Topics.byName(topic).orElseThrow(), null, tick.value(), tick.headers());
    }
    read();
  }

  private <V extends SpecificRecord> void publish(Topic<V> topic, String key, V value) {
    byte[] bytes = serdes.encode(topic, value);
    append(topic, key.getBytes(StandardCharsets.UTF_8), bytes, new RecordHeaders());
  }

  private void append(Topic<?> topic, byte @Nullable [] key, byte[] value, Headers headers) {
    now += STEP_MS;
    Coordinates at = log.append(topic, 0, now, key, value, headers);
    unread.add(InboundRecord.of(at, key, value, headers));
  }

  private void read() {
    while (!unread.isEmpty()) {
      read(unread.remove());
    }
  }

  private void read(InboundRecord record) {
    String topic = record.coordinates().topic();
    if (topic.equals(Topics.POLICIES.name())) {
      applied(Journals.POLICY, policies.receive(record));
      journal(Journals.POLICY).sign(record.time());
    } else if (topic.equals(Topics.REGISTRATIONS.name()) || topic.equals(Topics.STAKES.name())) {
      applied(Journals.ACCOUNT, accounts.receive(record));
      journal(Journals.ACCOUNT).checkpoint(record.time());
    } else if (topic.endsWith(InternalTopics.ACCOUNT_REQUESTS)) {
      applied(Journals.ACCOUNT, accounts.receiveInternal(record));
      journal(Journals.ACCOUNT).checkpoint(record.time());
    } else if (TaskRecords.isPublic(record) || OF_TASKS.stream().anyMatch(topic::endsWith)) {
      take(record).forEach(step -> applied(Journals.TASK, step));
      journal(Journals.TASK).checkpoint(record.time());
    }
  }

  private Journal journal(String side) {
    return Objects.requireNonNull(journals.get(side));
  }

  private List<Applied<TaskEffect>> take(InboundRecord record) {
    if (!TaskRecords.isPublic(record)) {
      return tasks.receiveInternal(record);
    }
    return record.isTick() ? tasks.tick(record) : tasks.receive(record);
  }

  private void applied(String side, Applied<?> step) {
    for (Consequence consequence : step.effects()) {
      Errand.of(consequence).forEach(errand -> send(errand, step.input().time()));
      follows(consequence);
    }
    journal(side).append(step);
  }

  private void follows(Consequence consequence) {
    if (consequence instanceof VerdictIssued verdict) {
      publish(Topics.VERDICTS, verdict.key(), MarketRecords.verdict(verdict));
      if (verdict.reason() != Reason.ACCEPTED) {
        throw new IllegalStateException("not honest: " + verdict);
      }
      if (verdict.kind() == VerdictKind.COMMIT) {
        opens(verdict);
      }
    } else if (consequence instanceof TaskEffect.ChildProofReady child) {
      publish(Topics.CHILD_PROOFS, child.task().batchId().hex(), MarketRecords.childProof(child));
    } else if (consequence instanceof AccountEffect.Moved moved) {
      publish(Topics.LEDGER, moved.account().hex(), MarketRecords.movement(moved, DOMAIN));
    } else if (consequence instanceof AccountEffect.StandingChanged changed) {
      publish(
          Topics.PROVERS,
          changed.book().account().hex(),
          MarketRecords.standing(changed, DOMAIN, serdes.decoder(Topics.REGISTRATIONS)));
    }
  }

  private void opens(VerdictIssued verdict) {
    VerdictIssued.Subject subject = Objects.requireNonNull(verdict.subject());
    publish(
        Topics.WINDOWS,
        subject.taskId().hex(),
        RevealWindow.newBuilder()
            .setDomain(DOMAIN.hex())
            .setTaskId(subject.taskId().hex())
            .setEpoch(subject.epoch())
            .setProverId(verdict.author())
            .setCommitVerdictId(verdict.id().hex())
            .build());
  }

  /**
   * Inside the application: its topics are on no log.
   *
   * @param time of what it follows from
   */
  private void send(Errand errand, long time) {
    String topic = "settlement-" + errand.topic();
    long offset = inside.merge(topic, 1L, Long::sum) - 1;
    byte[] key = errand.message().recordKey().getBytes(StandardCharsets.UTF_8);
    unread.add(InboundRecord.of(new Coordinates(topic, 0, offset, time), key, errand.bytes()));
  }
}
