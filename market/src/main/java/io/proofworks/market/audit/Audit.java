package io.proofworks.market.audit;

import io.proofworks.avro.Policy;
import io.proofworks.avro.ProgramEntry;
import io.proofworks.proofs.aggregation.AggregationSchemes;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LedgerBucket;
import io.proofworks.protocol.UnknownRulesException;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.tlog.Witnesses;
import io.proofworks.topics.Cleanup;
import io.proofworks.topics.Journals;
import io.proofworks.topics.MarketKeys;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Settles everything again from the log: replays each journal, compares what follows with the
 * published verdicts and ledger movements, and looks for records that the journals leave out or
 * apply twice, and for answers and movements that were published twice.
 */
public final class Audit {

  /** What the market writes in transactions. */
  private static final List<Topic<?>> OURS =
      List.of(
          Topics.JOURNAL,
          Topics.CHECKPOINTS,
          Topics.COSIGNATURES,
          Topics.VERDICTS,
          Topics.LEDGER,
          Topics.PROVERS,
          Topics.CHILD_PROOFS,
          Topics.WINDOWS,
          Topics.TASKS,
          Topics.ASSIGNMENTS,
          Topics.AGGREGATION_JOBS,
          Topics.RECEIPTS);

  /**
   * Log time after which everything that waits has had its turn, whatever it waited for: a task its
   * policy, a message its way from one side to another, a record its answer.
   */
  static final long LONGEST_WAIT_MS = 60_000;

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
   * @param inputs records on the log that have entries; of what two applications take, twice
   * @param checkpoints whose roots, and signatures if a key was given, are right
   * @param waiting of these, later than everything the journal has of their partition
   * @param torn records of transactions that were ending while they were read: what is missing
   *     about these is left to the next audit
   * @param found how many findings of each kind; empty when everything is as it should be
   * @param findings the first ones of each kind
   * @param read what of the log, by topic and partition
   * @param signed what of each journal that has entries or checkpoints
   * @param compared how much of what is held against other records
   * @param topics how each topic is covered, or why it is not
   */
  public record Result(
      long records,
      Map<String, Long> entries,
      long verdicts,
      long movements,
      long checkpoints,
      long inputs,
      long waiting,
      long torn,
      Map<String, Long> found,
      List<Finding> findings,
      List<Span> read,
      List<Checkpoints.Signed> signed,
      Compared compared,
      List<TopicCover> topics) {

    /** The latest append time that was read, epoch milliseconds; 0 of an empty log. */
    public long upTo() {
      return read.stream().mapToLong(Span::lastTime).max().orElse(0);
    }

    /** Whether something was audited, and nothing found: an empty audit is not a good one. */
    public boolean clean() {
      return found.isEmpty() && entries.values().stream().anyMatch(n -> n > 0);
    }
  }

  /**
   * How much was held against other records.
   *
   * @param messages that one side sent and another took in, and what records told others
   * @param waiting messages that may still be on their way
   * @param followUps child proofs, windows, jobs, receipts, tasks and assignments that follow from
   *     journals
   * @param answers verdicts of scheduling and aggregation
   * @param tasks against what requesters signed
   * @param leases jobs, and the ends of their leases
   * @param receipts roots verified again among them
   * @param totals base units by bucket over all accounts
   */
  public record Compared(
      long messages,
      long waiting,
      long followUps,
      long answers,
      long tasks,
      long leases,
      long receipts,
      Map<LedgerBucket, BigInteger> totals) {}

  /**
   * A journal key that is another now.
   *
   * @param key public key
   * @param until a checkpoint that was written then or later does not count, epoch milliseconds:
   *     who has the key could have made it
   */
  public record FormerKey(byte[] key, long until) {
    public FormerKey {
      key = key.clone();
    }
  }

  /**
   * What is audited, and by what.
   *
   * @param deployment the domain of the first market of its deployment, by which tickers sign
   * @param verifiers the proof systems of the market
   * @param partitions of every topic of the market
   * @param journalKey public key that signs the checkpoints; without one only their roots are
   *     checked
   * @param kept checkpoints of an earlier audit, signed notes, which the journals have to continue
   * @param witnesses who has to have cosigned these for them to count
   * @param formerKeys that signed checkpoints before that one did
   */
  public record Scope(
      Hash32 domain,
      Hash32 deployment,
      MarketSerdes serdes,
      VerifierRegistry verifiers,
      int partitions,
      Optional<byte[]> journalKey,
      List<String> kept,
      Witnesses witnesses,
      List<FormerKey> formerKeys) {

    public Scope {
      kept = List.copyOf(kept);
      formerKeys = List.copyOf(formerKeys);
    }

    /** The same audit of another market of the deployment, with what was kept of that one. */
    Scope of(Hash32 market) {
      String origin = Journals.origin(market, "");
      return new Scope(
          market,
          deployment,
          serdes,
          verifiers,
          partitions,
          journalKey,
          kept.stream().filter(note -> note.startsWith(origin)).toList(),
          witnesses,
          formerKeys);
    }

    /**
     * The key that a record of the market has.
     *
     * @param own what is the key where there is one market
     */
    String key(Topic<?> topic, String own) {
      boolean told = topic.cleanup() == Cleanup.COMPACT && !domain.equals(deployment);
      return told ? MarketKeys.of(domain, own) : own;
    }

    /** An audit of the first market of a deployment. */
    public Scope(
        Hash32 domain,
        MarketSerdes serdes,
        VerifierRegistry verifiers,
        int partitions,
        Optional<byte[]> journalKey,
        List<String> kept,
        Witnesses witnesses,
        List<FormerKey> formerKeys) {
      this(domain, domain, serdes, verifiers, partitions, journalKey, kept, witnesses, formerKeys);
    }

    /** An audit of a market that has always signed with one key. */
    public Scope(
        Hash32 domain,
        MarketSerdes serdes,
        VerifierRegistry verifiers,
        int partitions,
        Optional<byte[]> journalKey,
        List<String> kept,
        Witnesses witnesses) {
      this(domain, serdes, verifiers, partitions, journalKey, kept, witnesses, List.of());
    }

    /** An audit that knows of none before it. */
    public Scope(
        Hash32 domain,
        MarketSerdes serdes,
        VerifierRegistry verifiers,
        int partitions,
        Optional<byte[]> journalKey) {
      this(domain, serdes, verifiers, partitions, journalKey, List.of(), Witnesses.NONE);
    }
  }

  /**
   * The market has a proof system, or a scheme, that the audit has not: its verdicts cannot be
   * derived.
   */
  public static final class MissingSystemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingSystemException(String what) {
      super("the market's policy has " + what + ", which this audit cannot verify");
    }
  }

  private final LogSnapshot log;
  private final Run run;

  private Audit(LogSnapshot log, Run run) {
    this.log = log;
    this.run = run;
  }

  /**
   * Reads the market's topics to their ends and audits them.
   *
   * @param kafka client settings: at least {@code bootstrap.servers}
   * @throws MissingSystemException when a policy has programs of a system, or a scheme, that the
   *     scope has not
   * @throws UnknownRulesException when a policy in force goes by rules that this build does not
   *     know
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
    try (DeploymentLog log = DeploymentLog.read(kafka, scratch, progress)) {
      return log.audit(scope, progress);
    }
  }

  /** Whether the market writes a topic of that name in transactions. */
  static boolean isOurs(String topic) {
    return OURS.stream().anyMatch(our -> our.name().equals(topic));
  }

  /** Everything on the market's topics. */
  static LogSnapshot read(Map<String, Object> kafka, Path scratch, AuditProgress progress) {
    List<Topic<?>> others =
        Topics.all().stream().<Topic<?>>map(t -> t).filter(t -> !OURS.contains(t)).toList();
    return LogFetch.read(kafka, OURS, others, scratch, progress);
  }

  /** Audits what was read. */
  static Result of(LogSnapshot log, Scope scope) {
    return of(log, scope, AuditProgress.SILENT);
  }

  /** The same; what it has to remember goes beside the log, and is gone when it ends. */
  static Result of(LogSnapshot log, Scope scope, AuditProgress progress) {
    try (Scratch scratch = log.scratch()) {
      return new Audit(log, Run.of(log, scope, scratch, progress)).result();
    }
  }

  private Result result() {
    log.gaps().stream().filter(gap -> isMissed(gap.topic())).forEach(this::gone);
    new Holes(log, run.findings()).check();
    run.log().all(Topics.POLICIES).forEach(policy -> requireSystems(policy.value()));
    JournalIndex journals = new JournalIndex(run.log(), run.scratch(), run.findings());
    Standings standings = new Standings(run.scratch());
    Heartbeats heartbeats = new Heartbeats(run.log(), run.scratch());
    SettlementAudit settlement = new SettlementAudit(run, journals, standings);
    SchedulingAudit scheduling = new SchedulingAudit(run, journals, standings, heartbeats);
    List<JournalAudit> audits =
        List.of(settlement, new AggregationAudit(run, journals, standings, heartbeats), scheduling);
    audits.forEach(
        audit -> journals.sizes().keySet().stream().filter(audit::keeps).forEach(audit::replay));
    audits.forEach(JournalAudit::compare);
    JournalAudit.Matched matched =
        audits.stream()
            .map(JournalAudit::matched)
            .reduce(new JournalAudit.Matched(0, 0, 0, 0, 0), JournalAudit.Matched::plus);
    Checkpoints checkpoints = Checkpoints.of(run);
    Inputs inputs = new Inputs(run, journals, settlement.turns(), scheduling.unsigned());
    Compared compared = compared(matched, settlement.matched().waiting());
    return new Result(
        log.size(),
        new TreeMap<>(journals.sizes()),
        matched.verdicts(),
        matched.movements(),
        checkpoints.good(),
        inputs.checked(),
        inputs.waiting(),
        run.torn().records(),
        run.findings().counts(),
        run.findings().first(),
        log.spans(),
        checkpoints.signed(),
        compared,
        TopicCover.all(heartbeats.forgotten()));
  }

  /**
   * Whether nothing of the topic may be gone. Heartbeats may, when they were older than they are
   * kept; in a log that began since then none were.
   */
  private boolean isMissed(String topic) {
    if (!topic.equals(Topics.HEARTBEATS.name())) {
      return TopicCover.isCovered(topic);
    }
    long kept = Topics.HEARTBEATS.retention().orElseThrow().toMillis();
    return log.spans().stream()
        .filter(span -> TopicCover.isCovered(span.topic()) && span.records() + span.ticks() > 0)
        .allMatch(span -> span.firstTime() > log.readAt() - kept);
  }

  /** What is gone cannot be audited, and may not pass for audited. */
  private void gone(LogSnapshot.Gap gap) {
    run.findings()
        .add(
            "NOT_IN_THE_LOG",
            gap.topic() + "-" + gap.partition() + "@" + gap.from(),
            "%d records, up to offset %d, were gone before they were read: not audited"
                .formatted(gap.to() - gap.from(), gap.to() - 1));
  }

  private void requireSystems(Policy policy) {
    VerifierRegistry verifiers = run.scope().verifiers();
    for (ProgramEntry program : policy.getPrograms()) {
      if (verifiers.system(program.getProofSystem()).isEmpty()) {
        throw new MissingSystemException("programs of " + program.getProofSystem());
      }
    }
    String scheme = policy.getAggregationScheme();
    if (AggregationSchemes.find(scheme, verifiers).isEmpty()) {
      throw new MissingSystemException("the aggregation scheme " + scheme);
    }
  }

  /**
   * Holds records against each other, whatever the journals say.
   *
   * @param onTheirWay messages between the sides of settlement that nobody has taken in yet
   */
  private Compared compared(JournalAudit.Matched matched, long onTheirWay) {
    Answers answers = new Answers(run);
    Requests requests = new Requests(run);
    Leases leases = new Leases(run, requests);
    ReceiptAudit receipts = new ReceiptAudit(run, requests);
    Sums sums = new Sums(run, onTheirWay);
    new Placement(run).check();
    return new Compared(
        matched.messages(),
        matched.waiting(),
        matched.records(),
        answers.compared(),
        requests.tasks(),
        leases.compared(),
        receipts.compared(),
        sums.totals());
  }
}
