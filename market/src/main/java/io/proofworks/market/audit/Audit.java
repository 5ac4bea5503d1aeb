package io.proofworks.market.audit;

import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.ProgramEntry;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Verdict;
import io.proofworks.proofs.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.BatchRecords;
import io.proofworks.settlement.JournalReplay;
import io.proofworks.settlement.PolicyProofCheck;
import io.proofworks.settlement.ProofChecks;
import io.proofworks.settlement.ReplayReport;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * Settles everything again from the log: replays each journal, compares what follows with the
 * published verdicts and ledger movements, and looks for records that the journals leave out or
 * apply twice, and for answers and movements that were published twice.
 */
public final class Audit {

  /** Verdicts of these kinds come from settlement alone. */
  private static final Set<String> OF_SETTLEMENT =
      Set.of("TASK", "ASSIGNMENT", "COMMIT", "REVEAL", "GRANT", "WINDOW", "REGISTRATION", "STAKE");

  private static final List<Topic<?>> OUTPUTS =
      List.of(Topics.JOURNAL, Topics.CHECKPOINTS, Topics.VERDICTS, Topics.LEDGER, Topics.PROVERS);

  /** Each record of these has one entry in a journal. */
  private static final List<Topic<?>> JOURNALLED =
      List.of(
          Topics.TASKS,
          Topics.ASSIGNMENTS,
          Topics.COMMITMENTS,
          Topics.REVEALS,
          Topics.WINDOWS,
          Topics.REGISTRATIONS,
          Topics.STAKES,
          Topics.POLICIES,
          Topics.AGGREGATION_JOBS,
          Topics.RECEIPTS);

  /**
   * One thing that was found.
   *
   * @param kind of {@link Difference.Kind}, or NOT_JOURNALED, JOURNALED_TWICE, PUBLISHED_TWICE,
   *     UNDECODABLE, BAD_CHECKPOINT, NOT_IN_THE_LOG
   * @param where journal and sequence, or coordinates
   */
  public record Finding(String kind, String where, String detail) {}

  /**
   * What an audit says.
   *
   * @param records read, ticks included
   * @param entries by journal
   * @param verdicts derived from the journals
   * @param movements derived from the journals
   * @param inputs records on the log that settlement takes
   * @param checkpoints whose roots, and signatures if a key was given, are right
   * @param waiting of these, later than everything the journal has of their partition
   * @param findings empty when everything is as it should be
   * @param read what of the log, by topic and partition
   * @param signed what of each journal that has entries or checkpoints
   */
  public record Result(
      int records,
      Map<String, Integer> entries,
      int verdicts,
      int movements,
      int checkpoints,
      int inputs,
      int waiting,
      List<Finding> findings,
      List<Span> read,
      List<Checkpoints.Signed> signed) {

    /** The latest append time that was read, epoch milliseconds; 0 of an empty log. */
    public long upTo() {
      return read.stream().mapToLong(Span::lastTime).max().orElse(0);
    }

    /** Whether something was audited, and nothing found: an empty audit is not a good one. */
    public boolean clean() {
      return findings.isEmpty() && entries.values().stream().anyMatch(n -> n > 0);
    }
  }

  /**
   * What is audited, and by what.
   *
   * @param verifiers the proof systems of the market
   * @param partitions of every topic of the market
   * @param journalKey public key that signs the checkpoints; without one only their roots are
   *     checked
   * @param kept checkpoints of an earlier audit, signed notes, which the journals have to continue
   */
  public record Scope(
      Hash32 domain,
      MarketSerdes serdes,
      VerifierRegistry verifiers,
      int partitions,
      Optional<byte[]> journalKey,
      List<String> kept) {

    public Scope {
      kept = List.copyOf(kept);
    }

    /** An audit that knows of none before it. */
    public Scope(
        Hash32 domain,
        MarketSerdes serdes,
        VerifierRegistry verifiers,
        int partitions,
        Optional<byte[]> journalKey) {
      this(domain, serdes, verifiers, partitions, journalKey, List.of());
    }
  }

  /** The market has a proof system that the audit has not: its verdicts cannot be derived. */
  public static final class MissingSystemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingSystemException(String system) {
      super("the market's policy has programs of " + system + ", which this audit cannot verify");
    }
  }

  private final LogSnapshot log;
  private final Scope scope;
  private final Hash32 domain;
  private final MarketSerdes serdes;
  private final int partitions;
  private final VerifierRegistry verifiers;
  private final ProofChecks proofs;
  private final List<Finding> findings = new ArrayList<>();

  /** Where verdicts and movements stand, by their ids. */
  private final Map<String, String> places = new HashMap<>();

  private Audit(LogSnapshot log, Scope scope) {
    this.log = log;
    this.scope = scope;
    this.domain = scope.domain();
    this.serdes = scope.serdes();
    this.partitions = scope.partitions();
    this.verifiers = scope.verifiers();
    this.proofs = new PolicyProofCheck(scope.verifiers());
  }

  /**
   * Reads the market's topics to their ends and audits them.
   *
   * @param kafka client settings: at least {@code bootstrap.servers}
   * @throws MissingSystemException when a policy has programs of a system that the scope has not
   */
  public static Result run(Map<String, Object> kafka, Scope scope) {
    return run(kafka, scope, LogSnapshot.TMP, AuditProgress.SILENT);
  }

  /**
   * The same.
   *
   * @param scratch directory for what does not fit into memory
   */
  public static Result run(
      Map<String, Object> kafka, Scope scope, Path scratch, AuditProgress progress) {
    try (LogSnapshot log = read(kafka, scratch, progress)) {
      return of(log, scope, progress);
    }
  }

  /** Everything on the market's topics. */
  static LogSnapshot read(Map<String, Object> kafka, Path scratch, AuditProgress progress) {
    List<Topic<?>> inputs =
        Topics.all().stream().<Topic<?>>map(t -> t).filter(t -> !OUTPUTS.contains(t)).toList();
    return LogFetch.read(kafka, OUTPUTS, inputs, scratch, progress);
  }

  /** Audits what was read. */
  static Result of(LogSnapshot log, Scope scope) {
    return of(log, scope, AuditProgress.SILENT);
  }

  static Result of(LogSnapshot log, Scope scope, AuditProgress progress) {
    return new Audit(log, scope).result(progress);
  }

  private Result result(AuditProgress progress) {
    log.gaps().forEach(this::gone);
    decoded(Topics.POLICIES, (policy, at) -> policy.getPrograms().forEach(this::requireSystem));
    Map<String, List<JournalEntry>> journals = new TreeMap<>();
    decoded(
        Topics.JOURNAL,
        (e, at) -> journals.computeIfAbsent(e.getJournal(), j -> new ArrayList<>()).add(e));
    List<ReplayReport> reports = new ArrayList<>();
    journals.forEach((journal, entries) -> {
      progress.at("journals replayed", reports.size(), journals.size());
      reports.add(replay(journal, entries));
    });
    reports.forEach(report -> report.differences().forEach(this::found));
    verdicts(reports);
    movements(reports);
    standings(reports);
    Checkpoints checkpoints = Checkpoints.of(log, scope);
    findings.addAll(checkpoints.findings());
    Coverage coverage = new Coverage(journals.values().stream().flatMap(List::stream).toList());
    JOURNALLED.forEach(topic -> coverage.check(log.records(topic)));
    coverage.check(verdictsThatMoveMoney());
    findings.addAll(coverage.findings());
    Map<String, Integer> entries = new TreeMap<>();
    reports.forEach(report -> entries.put(report.journal(), report.entries()));
    return new Result(
        log.size(),
        entries,
        reports.stream().mapToInt(r -> r.verdicts().size()).sum(),
        reports.stream().mapToInt(r -> r.movements().size()).sum(),
        checkpoints.good(),
        coverage.inputs(),
        coverage.waiting(),
        List.copyOf(findings),
        log.spans(),
        checkpoints.signed());
  }

  /** What is gone cannot be audited, and may not pass for audited. */
  private void gone(LogSnapshot.Gap gap) {
    findings.add(
        new Finding(
            "NOT_IN_THE_LOG",
            gap.topic() + "-" + gap.partition() + "@" + gap.from(),
            "%d records, up to offset %d, were gone before they were read: not audited"
                .formatted(gap.to() - gap.from(), gap.to() - 1)));
  }

  private void requireSystem(ProgramEntry program) {
    if (verifiers.system(program.getProofSystem()).isEmpty()) {
      throw new MissingSystemException(program.getProofSystem());
    }
  }

  private ReplayReport replay(String journal, List<JournalEntry> entries) {
    return JournalReplay.run(journal, entries, domain, partitions, serdes, log::find, proofs);
  }

  private List<LogSnapshot.Entry> verdictsThatMoveMoney() {
    BatchRecords batches = new BatchRecords(serdes);
    return log.records(Topics.VERDICTS).stream()
        .filter(entry ->
            batches.concerns(
                InboundRecord.of(entry.at(), entry.input().key(), entry.input().value())))
        .toList();
  }

  private <V extends SpecificRecord> void decoded(Topic<V> topic, BiConsumer<V, String> taker) {
    Decoder<V> decoder = serdes.decoder(topic);
    for (LogSnapshot.Entry entry : log.records(topic)) {
      byte[] bytes = entry.input().value();
      switch (decoder.decode(bytes == null ? new byte[0] : bytes)) {
        case Decoded.Value<V>(V value) -> taker.accept(value, entry.at().toString());
        case Decoded.Malformed<V>(String detail) ->
            findings.add(new Finding("UNDECODABLE", entry.at().toString(), detail));
      }
    }
  }

  /** What a topic publishes by id; a second record of an id is a finding. */
  private <V extends SpecificRecord> Map<String, V> published(
      Topic<V> topic, Function<V, String> id) {
    Map<String, V> published = new HashMap<>();
    decoded(
        topic,
        (value, at) -> {
          published.put(id.apply(value), value);
          String before = places.put(id.apply(value), at);
          if (before != null) {
            findings.add(new Finding("PUBLISHED_TWICE", at, "also at " + before));
          }
        });
    return published;
  }

  private void verdicts(List<ReplayReport> reports) {
    Map<String, Verdict> published = published(Topics.VERDICTS, Verdict::getVerdictId);
    Set<String> derived = new HashSet<>();
    for (ReplayReport report : reports) {
      Set<String> own = new HashSet<>();
      report.verdicts().forEach(v -> own.add(v.id().hex()));
      report
          .compareVerdicts(own.stream().filter(published::containsKey).map(published::get).toList())
          .forEach(this::found);
      derived.addAll(own);
    }
    published.values().stream()
        .filter(v -> OF_SETTLEMENT.contains(v.getKind()) && !derived.contains(v.getVerdictId()))
        .forEach(v -> found(notDerived(Difference.Kind.DIFFERENT_VERDICT, v.getVerdictId())));
  }

  private void movements(List<ReplayReport> reports) {
    Map<String, LedgerMovement> published = published(Topics.LEDGER, LedgerMovement::getMovementId);
    Set<String> derived = new HashSet<>();
    for (ReplayReport report : reports) {
      Set<String> own = new HashSet<>();
      report.movements().forEach(m -> own.add(m.id().hex()));
      report
          .compareMovements(
              own.stream().filter(published::containsKey).map(published::get).toList())
          .forEach(this::found);
      derived.addAll(own);
    }
    published.keySet().stream()
        .filter(id -> !derived.contains(id))
        .forEach(id -> found(notDerived(Difference.Kind.DIFFERENT_MOVEMENT, id)));
  }

  /** Of each prover what stands there now; the topic is compacted. */
  private void standings(List<ReplayReport> reports) {
    Map<String, ProverStanding> newest = new HashMap<>();
    decoded(
        Topics.PROVERS,
        (standing, at) -> {
          newest.put(standing.getProverId(), standing);
          places.put(standing.getProverId(), at);
        });
    Set<String> derived = new HashSet<>();
    for (ReplayReport report : reports) {
      Set<String> own = new HashSet<>();
      report.standings().keySet().forEach(account -> own.add(account.hex()));
      report
          .compareStandings(
              own.stream().filter(newest::containsKey).map(newest::get).toList(),
              serdes.decoder(Topics.REGISTRATIONS))
          .forEach(this::found);
      derived.addAll(own);
    }
    newest.keySet().stream()
        .filter(id -> !derived.contains(id))
        .forEach(id -> found(notDerived(Difference.Kind.DIFFERENT_STANDING, id)));
  }

  private static Difference notDerived(Difference.Kind kind, String id) {
    return new Difference(kind, "any", -1, id, id + " was not derived");
  }

  private void found(Difference difference) {
    findings.add(
        new Finding(
            difference.kind().name(),
            places.getOrDefault(
                difference.subject(), difference.journal() + " " + difference.sequence()),
            difference.detail()));
  }
}
