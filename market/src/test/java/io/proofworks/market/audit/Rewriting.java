package io.proofworks.market.audit;

import io.proofworks.aggregation.processor.AggregationFact;
import io.proofworks.aggregation.processor.AggregationReplay;
import io.proofworks.aggregation.processor.Outcome;
import io.proofworks.aggregation.processor.Schemes;
import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.Assignment;
import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.JournalChain;
import io.proofworks.runtime.journal.Replay;
import io.proofworks.runtime.state.EmptyStores;
import io.proofworks.runtime.testing.CollectedReplay;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.checks.PolicyProofCheck;
import io.proofworks.settlement.records.MarketRecords;
import io.proofworks.settlement.replay.JournalReplay;
import io.proofworks.settlement.testing.ReplayReport;
import io.proofworks.sharding.processor.PolicyHistory;
import io.proofworks.sharding.processor.SchedulingFact;
import io.proofworks.sharding.processor.SchedulingReplay;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.MerkleTree;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Partitions;
import io.proofworks.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a forger does who has settlement's keys and code: writes a journal anew so that it is
 * consistent in itself, with its chain, what follows from each entry, its checkpoints signed again,
 * and the ledger, standings and verdicts that go with it.
 */
final class Rewriting {

  private static final Pattern OUTCOME = Pattern.compile("outcome (0x[0-9a-f]{64})");

  private final Hash32 domain;
  private final int partitions;
  private final byte[] seed;
  private final io.proofworks.proofs.registry.VerifierRegistry verifiers;

  Rewriting(
      Hash32 domain,
      int partitions,
      byte[] seed,
      io.proofworks.proofs.registry.VerifierRegistry verifiers) {
    this.domain = domain;
    this.partitions = partitions;
    this.seed = seed.clone();
    this.verifiers = verifiers;
  }

  /** The entries of each journal, in order. */
  static Map<String, List<JournalEntry>> journals(ForgedLog log) {
    Map<String, List<JournalEntry>> journals = new TreeMap<>();
    log.of(Topics.JOURNAL)
        .forEach(r ->
            log.decoded(Topics.JOURNAL, r)
                .ifPresent(
                    e -> journals.computeIfAbsent(e.getJournal(), j -> new ArrayList<>()).add(e)));
    return journals;
  }

  /**
   * The log with that journal instead, consistent in itself as far as its inputs can be applied.
   */
  ForgedLog with(ForgedLog log, String journal, List<JournalEntry> entries) {
    return with(log, journal, entries, domain);
  }

  /** The same, with a chain that begins as one of that domain. */
  ForgedLog with(ForgedLog log, String journal, List<JournalEntry> entries, Hash32 of) {
    if (SchedulingAudit.isOf(journal)) {
      return withScheduling(log, journal, entries, of);
    }
    return AggregationAudit.isOf(journal)
        ? withAggregation(log, journal, entries, of)
        : withSettlement(log, journal, entries, of);
  }

  private ForgedLog withScheduling(
      ForgedLog log, String journal, List<JournalEntry> entries, Hash32 of) {
    CollectedReplay<SchedulingFact> before =
        scheduling(log, journal, journals(log).getOrDefault(journal, List.of()));
    List<JournalEntry> chained = chained(journal, entries, of, Map.of());
    Map<Long, String> outcomes = outcomes(scheduling(log, journal, chained).differences());
    List<JournalEntry> consistent = chained(journal, entries, of, outcomes);
    CollectedReplay<SchedulingFact> after = scheduling(log, journal, consistent);
    ForgedLog written = entriesWritten(log, journal, consistent);
    return checkpointsWritten(scheduledWritten(written, before, after), journal, consistent);
  }

  private CollectedReplay<SchedulingFact> scheduling(
      ForgedLog log, String journal, List<JournalEntry> entries) {
    Map<String, ConsumerRecord<byte[], byte[]>> places = new HashMap<>();
    log.records().forEach(r -> places.put(ForgedLog.place(r), r));
    List<InboundRecord> policies =
        log.of(Topics.POLICIES).stream()
            .map(r ->
                InboundRecord.of(
                    new Coordinates(r.topic(), r.partition(), r.offset(), r.timestamp()),
                    r.key(),
                    r.value()))
            .toList();
    CollectedReplay<SchedulingFact> all = new CollectedReplay<>();
    SchedulingReplay.run(
        journal,
        entries,
        new SchedulingReplay.Scope(
            domain,
            partitions,
            log.serdes(),
            new MarketSerdes(KnownSchemas.ofThisBuild()),
            verifiers,
            new PolicyHistory(policies, log.serdes(), domain, verifiers)),
        at ->
            Optional.ofNullable(places.get(at.toString()))
                .map(r -> InboundRecord.of(at, r.key(), r.value())),
        EmptyStores.IN_MEMORY,
        all);
    return all;
  }

  private ForgedLog scheduledWritten(
      ForgedLog log,
      CollectedReplay<SchedulingFact> before,
      CollectedReplay<SchedulingFact> after) {
    Scheduled was = Scheduled.of(before);
    Scheduled is = Scheduled.of(after);
    ForgedLog next =
        byId(log, Topics.VERDICTS, Verdict::getVerdictId, was.verdicts().keySet(), is.verdicts());
    next = byId(next, Topics.TASKS, Scheduled::task, was.tasks().keySet(), is.tasks());
    return byId(
        next,
        Topics.ASSIGNMENTS,
        Scheduled::assignment,
        was.assignments().keySet(),
        is.assignments());
  }

  /** What sharding publishes, by what it is. */
  private record Scheduled(
      Map<String, Verdict> verdicts,
      Map<String, TaskRecord> tasks,
      Map<String, Assignment> assignments) {

    static Scheduled of(CollectedReplay<SchedulingFact> report) {
      Scheduled all =
          new Scheduled(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
      for (SchedulingFact.Derived derived : report.facts(SchedulingFact.Derived.class)) {
        switch (derived.outcome()) {
          case io.proofworks.sharding.processor.Outcome.Answered(String key, Verdict verdict) ->
              all.verdicts.put(verdict.getVerdictId(), verdict);
          case io.proofworks.sharding.processor.Outcome.TaskTold(TaskRecord task) ->
              all.tasks.put(task(task), task);
          case io.proofworks.sharding.processor.Outcome.Assigned(Assignment assignment) ->
              all.assignments.put(assignment(assignment), assignment);
          case io.proofworks.sharding.processor.Outcome.Told ignored -> {}
        }
      }
      return all;
    }

    static String task(TaskRecord task) {
      return task.getTaskId() + " " + task.getEvent().getClass().getSimpleName();
    }

    static String assignment(Assignment assignment) {
      return assignment.getTaskId()
          + " "
          + assignment.getEpoch()
          + " "
          + String.join(",", assignment.getGivenBackBy());
    }
  }

  private ForgedLog withAggregation(
      ForgedLog log, String journal, List<JournalEntry> entries, Hash32 of) {
    CollectedReplay<AggregationFact> before =
        aggregation(log, journal, journals(log).getOrDefault(journal, List.of()));
    List<JournalEntry> chained = chained(journal, entries, of, Map.of());
    Map<Long, String> outcomes = outcomes(aggregation(log, journal, chained).differences());
    List<JournalEntry> consistent = chained(journal, entries, of, outcomes);
    CollectedReplay<AggregationFact> after = aggregation(log, journal, consistent);
    ForgedLog written = entriesWritten(log, journal, consistent);
    return checkpointsWritten(aggregatedWritten(written, before, after), journal, consistent);
  }

  private CollectedReplay<AggregationFact> aggregation(
      ForgedLog log, String journal, List<JournalEntry> entries) {
    Map<String, ConsumerRecord<byte[], byte[]>> places = new HashMap<>();
    log.records().forEach(r -> places.put(ForgedLog.place(r), r));
    CollectedReplay<AggregationFact> all = new CollectedReplay<>();
    AggregationReplay.run(
        journal,
        entries,
        new AggregationReplay.Scope(
            domain,
            domain,
            partitions,
            log.serdes(),
            new MarketSerdes(KnownSchemas.ofThisBuild()),
            verifiers,
            Schemes.standard()),
        at ->
            Optional.ofNullable(places.get(at.toString()))
                .map(r -> InboundRecord.of(at, r.key(), r.value())),
        EmptyStores.IN_MEMORY,
        all);
    return all;
  }

  private ForgedLog aggregatedWritten(
      ForgedLog log,
      CollectedReplay<AggregationFact> before,
      CollectedReplay<AggregationFact> after) {
    ForgedLog next =
        byId(
            log,
            Topics.VERDICTS,
            Verdict::getVerdictId,
            verdicts(before).keySet(),
            verdicts(after));
    next = byId(next, Topics.AGGREGATION_JOBS, Rewriting::job, jobs(before).keySet(), jobs(after));
    return byId(
        next, Topics.RECEIPTS, Receipt::getBatchId, receipts(before).keySet(), receipts(after));
  }

  private static String job(AggregationJob job) {
    return job.getJobId() + " " + job.getEpoch();
  }

  private static Map<String, Verdict> verdicts(CollectedReplay<AggregationFact> report) {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    for (AggregationFact.Derived derived : report.facts(AggregationFact.Derived.class)) {
      if (derived.outcome() instanceof Outcome.Answered(String key, Verdict verdict)) {
        verdicts.put(verdict.getVerdictId(), verdict);
      }
    }
    return verdicts;
  }

  private static Map<String, AggregationJob> jobs(CollectedReplay<AggregationFact> report) {
    Map<String, AggregationJob> jobs = new LinkedHashMap<>();
    for (AggregationFact.Derived derived : report.facts(AggregationFact.Derived.class)) {
      if (derived.outcome() instanceof Outcome.JobIssued(AggregationJob job)) {
        jobs.put(job(job), job);
      }
    }
    return jobs;
  }

  private static Map<String, Receipt> receipts(CollectedReplay<AggregationFact> report) {
    Map<String, Receipt> receipts = new LinkedHashMap<>();
    for (AggregationFact.Derived derived : report.facts(AggregationFact.Derived.class)) {
      if (derived.outcome() instanceof Outcome.Closed(Receipt receipt)) {
        receipts.put(receipt.getBatchId(), receipt);
      }
    }
    return receipts;
  }

  private ForgedLog withSettlement(
      ForgedLog log, String journal, List<JournalEntry> entries, Hash32 of) {
    ReplayReport before = replay(log, journal, journals(log).getOrDefault(journal, List.of()));
    List<JournalEntry> chained = chained(journal, entries, of, Map.of());
    Map<Long, String> outcomes = outcomes(replay(log, journal, chained).differences());
    List<JournalEntry> consistent = chained(journal, entries, of, outcomes);
    ReplayReport after = replay(log, journal, consistent);
    ForgedLog written = entriesWritten(log, journal, consistent);
    return checkpointsWritten(outputsWritten(written, before, after), journal, consistent);
  }

  private List<JournalEntry> chained(
      String journal, List<JournalEntry> entries, Hash32 of, Map<Long, String> outcomes) {
    List<JournalEntry> chained = new ArrayList<>();
    JournalChain.Head head = JournalChain.start(of, journal);
    for (JournalEntry entry : entries) {
      String outcome = outcomes.getOrDefault(head.sequence(), entry.getOutcomeDigest());
      Coordinates at = Replay.at(entry);
      Hash32 hash =
          JournalChain.entryHash(
              head,
              at,
              Hash32.parse(entry.getInputDigest()),
              entry.getClocks(),
              Hash32.parse(outcome));
      JournalEntry next =
          JournalEntry.newBuilder(entry)
              .setJournal(journal)
              .setSequence(head.sequence())
              .setPreviousHash(head.hash().hex())
              .setEntryHash(hash.hex())
              .setOutcomeDigest(outcome)
              .build();
      chained.add(next);
      head = JournalChain.after(next);
    }
    return chained;
  }

  private static Map<Long, String> outcomes(List<Difference> differences) {
    Map<Long, String> outcomes = new HashMap<>();
    for (Difference difference : differences) {
      Matcher outcome = OUTCOME.matcher(difference.detail());
      if (difference.kind() == Difference.Kind.DIFFERENT_OUTCOME && outcome.find()) {
        outcomes.put(difference.sequence(), outcome.group(1));
      }
    }
    return outcomes;
  }

  private ReplayReport replay(ForgedLog log, String journal, List<JournalEntry> entries) {
    Map<String, ConsumerRecord<byte[], byte[]>> places = new HashMap<>();
    log.records().forEach(r -> places.put(ForgedLog.place(r), r));
    return ReplayReport.run(
        journal,
        entries,
        domain,
        partitions,
        log.serdes(),
        at ->
            Optional.ofNullable(places.get(at.toString()))
                .map(r -> new JournalReplay.Input(r.key(), r.value())),
        new PolicyProofCheck(verifiers));
  }

  private ForgedLog entriesWritten(ForgedLog log, String journal, List<JournalEntry> entries) {
    List<ConsumerRecord<byte[], byte[]>> old =
        log.of(Topics.JOURNAL).stream()
            .filter(r -> journal.equals(new String(r.key(), StandardCharsets.UTF_8)))
            .toList();
    ForgedLog next = log.without(old::contains);
    byte[] key = journal.getBytes(StandardCharsets.UTF_8);
    int partition = Partitions.of(journal, partitions);
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>(next.records());
    long newest =
        log.of(Topics.JOURNAL).stream()
                .filter(r -> r.partition() == partition)
                .mapToLong(ConsumerRecord::offset)
                .max()
                .orElse(-1)
            + 1;
    long end = log.newest(Topics.JOURNAL.name(), partition);
    for (int i = 0; i < entries.size(); i++) {
      byte[] value = log.serdes().encode(Topics.JOURNAL, entries.get(i));
      all.add(
          i < old.size()
              ? ForgedLog.record(old.get(i), key, value)
              : ForgedLog.at(
                  Topics.JOURNAL.name(),
                  partition,
                  newest + i,
                  Math.max(entries.get(i).getInput().getTime(), end),
                  key,
                  value,
                  new org.apache.kafka.common.header.internals.RecordHeaders()));
    }
    return new ForgedLog(all, log.serdes());
  }

  private ForgedLog checkpointsWritten(ForgedLog log, String journal, List<JournalEntry> entries) {
    MerkleTree tree = new MerkleTree();
    entries.forEach(e -> tree.append(Hash32.parse(e.getEntryHash()).bytes()));
    ForgedLog next = log;
    Set<Long> sizes = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> record : log.of(Topics.CHECKPOINTS)) {
      JournalCheckpoint checkpoint = log.decoded(Topics.CHECKPOINTS, record).orElseThrow();
      if (checkpoint.getJournal().equals(journal)) {
        long size = Math.min(checkpoint.getTreeSize(), tree.size());
        next =
            size == 0 || !sizes.add(size)
                ? next.without(record)
                : next.withValue(
                    record, log.serdes().encode(Topics.CHECKPOINTS, signed(journal, tree, size)));
      }
    }
    return next;
  }

  /** The log with what settlement would sign next, of each journal that has grown since. */
  ForgedLog signedToTheEnd(ForgedLog log) {
    Map<String, Long> sizes = new HashMap<>();
    log.of(Topics.CHECKPOINTS)
        .forEach(r ->
            log.decoded(Topics.CHECKPOINTS, r)
                .ifPresent(c -> sizes.merge(c.getJournal(), c.getTreeSize(), Math::max)));
    ForgedLog next = log;
    for (Map.Entry<String, List<JournalEntry>> journal : journals(log).entrySet()) {
      MerkleTree tree = new MerkleTree();
      journal.getValue().forEach(e -> tree.append(Hash32.parse(e.getEntryHash()).bytes()));
      if (sizes.getOrDefault(journal.getKey(), 0L) < tree.size()) {
        next =
            next.appended(
                Topics.CHECKPOINTS.name(),
                Partitions.of(journal.getKey(), partitions),
                log.newest(),
                journal.getKey().getBytes(StandardCharsets.UTF_8),
                log.serdes()
                    .encode(Topics.CHECKPOINTS, signed(journal.getKey(), tree, tree.size())));
      }
    }
    return next;
  }

  /** A checkpoint as settlement signs it. */
  JournalCheckpoint signed(String journal, MerkleTree tree, long size) {
    Checkpoint checkpoint = new Checkpoint(Journals.origin(domain, journal), size, tree.root(size));
    return new JournalCheckpoint(domain.hex(), journal, size, checkpoint.sign(seed));
  }

  private ForgedLog outputsWritten(ForgedLog log, ReplayReport before, ReplayReport after) {
    MarketSerdes serdes = log.serdes();
    ForgedLog next =
        byId(
            log,
            Topics.VERDICTS,
            Verdict::getVerdictId,
            before.verdicts().stream().map(v -> v.id().hex()).collect(Collectors.toSet()),
            verdicts(after));
    Map<String, LedgerMovement> movements = new LinkedHashMap<>();
    after.movements().forEach(m -> movements.put(m.id().hex(), MarketRecords.movement(m, domain)));
    next =
        byId(
            next,
            Topics.LEDGER,
            LedgerMovement::getMovementId,
            before.movements().stream().map(m -> m.id().hex()).collect(Collectors.toSet()),
            movements);
    var registrations = serdes.decoder(Topics.REGISTRATIONS);
    Map<String, ProverStanding> standings = new LinkedHashMap<>();
    after
        .standings()
        .forEach((account, changed) ->
            standings.put(account.hex(), MarketRecords.standing(changed, domain, registrations)));
    return standingsWritten(next, standings);
  }

  private static Map<String, Verdict> verdicts(ReplayReport report) {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    report.verdicts().forEach(v -> verdicts.put(v.id().hex(), MarketRecords.verdict(v)));
    return verdicts;
  }

  /**
   * What is still derived is written in its place, what is not any more is gone, the rest added.
   */
  private <V extends SpecificRecord> ForgedLog byId(
      ForgedLog log,
      io.proofworks.topics.Topic<V> topic,
      java.util.function.Function<V, String> id,
      Set<String> before,
      Map<String, V> after) {
    ForgedLog next = log;
    Map<String, V> added = new LinkedHashMap<>(after);
    for (ConsumerRecord<byte[], byte[]> record : log.of(topic)) {
      V value = log.decoded(topic, record).orElseThrow();
      V now = added.remove(id.apply(value));
      if (now != null && !now.equals(value)) {
        next = next.withValue(record, log.serdes().encode(topic, now));
      } else if (now == null && before.contains(id.apply(value))) {
        next = next.without(record);
      }
    }
    for (V value : added.values()) {
      String key = key(value);
      int partition = Partitions.of(key, partitions);
      next =
          next.appended(
              topic.name(),
              partition,
              next.newest(topic.name(), partition),
              key.getBytes(StandardCharsets.UTF_8),
              log.serdes().encode(topic, value));
    }
    return next;
  }

  private static String key(SpecificRecord value) {
    return switch (value) {
      case LedgerMovement movement -> movement.getAccount();
      case Verdict verdict when verdict.getTaskId() == null -> String.valueOf(verdict.getBatchId());
      case Verdict verdict -> String.valueOf(verdict.getTaskId());
      case AggregationJob job -> job.getBatchId();
      case Receipt receipt -> receipt.getBatchId();
      case TaskRecord task -> task.getTaskId();
      case Assignment assignment -> assignment.getTaskId();
      default -> throw new IllegalArgumentException(value.toString());
    };
  }

  private ForgedLog standingsWritten(ForgedLog log, Map<String, ProverStanding> standings) {
    Map<String, ConsumerRecord<byte[], byte[]>> last = new HashMap<>();
    log.of(Topics.PROVERS).forEach(r -> last.put(new String(r.key(), StandardCharsets.UTF_8), r));
    ForgedLog next = log;
    for (Map.Entry<String, ProverStanding> standing : standings.entrySet()) {
      ConsumerRecord<byte[], byte[]> record = last.get(standing.getKey());
      if (record != null) {
        next = next.withValue(record, log.serdes().encode(Topics.PROVERS, standing.getValue()));
      }
    }
    return next;
  }
}
