package io.proofworks.market.scenario;

import io.proofworks.avro.Policy;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Task;
import io.proofworks.market.local.LedgerWork;
import io.proofworks.market.local.LocalMarket;
import io.proofworks.market.local.ProvableWork;
import io.proofworks.market.local.Requester;
import io.proofworks.market.local.WorkerFleet.Member;
import io.proofworks.market.scenario.Cast.Villain;
import io.proofworks.market.terminal.Console;
import io.proofworks.market.terminal.Console.Style;
import io.proofworks.proofs.ledgercircuit.LedgerProgram;
import io.proofworks.proofs.ledgercircuit.LedgerTrace;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.TaskClass;
import io.proofworks.topics.Topics;
import io.proofworks.views.json.AvroJson;
import io.proofworks.worker.Worker;
import io.proofworks.worker.log.LogReader;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;

/**
 * The demonstration: honest workers, five adversaries and an outsider who lies in everybody's name
 * on one market, a real batch, and what became of each. When a villain found no occasion in the
 * batch, another batch gives it one.
 */
public final class Demo {

  private static final Duration POLL = Duration.ofMillis(100);

  /** Batches after which a villain that was not caught counts as not caught. */
  private static final int MOST_BATCHES = 6;

  private static final long OUTSIDER_SEED = 1;

  /** Transfers of a further batch. */
  private static final int OCCASION = 8;

  /** Longest time from a commit until the bond of a withholder is slashed. */
  private static final Duration PENALTIES = Duration.ofSeconds(16);

  private final LocalMarket market;
  private final Console console;
  private final DemoFacts facts = new DemoFacts();
  private final Map<String, String> names = new HashMap<>();
  private final List<Worker> workers = new ArrayList<>();
  private final Narrator narrator;
  private final Duration patience;

  /**
   * @param patience for each batch
   */
  public Demo(LocalMarket market, Console console, Duration patience) {
    this.market = market;
    this.console = console;
    this.patience = patience;
    this.narrator = new Narrator(console, facts, names);
  }

  /** How it went. */
  public record Outcome(
      boolean settled,
      List<String> notCaught,
      List<String> harmed,
      List<RollupEnd> rollups,
      DemoReport report) {

    /** Whether everything went as it has to, in each rollup where there are several. */
    public boolean complete() {
      return isCaught() && rollups.stream().allMatch(RollupEnd::isWell);
    }

    /** Whether the batch settled, everybody who cheated lost a bond, and nobody honest did. */
    public boolean isCaught() {
      return settled && notCaught.isEmpty() && harmed.isEmpty();
    }
  }

  /** Plays it, beginning with a batch of those transfers. */
  public Outcome play(LedgerTrace trace) throws IOException {
    Instant began = Instant.now();
    try (LogReader log = log();
        Neighbours neighbours = new Neighbours(market);
        Outsider outsider = outsider()) {
      hire(log);
      neighbours.begin(LedgerWork.block(OCCASION));
      ProofRequest first = submit(trace);
      boolean settled = follow(log, first);
      await(log, PENALTIES, () -> missing().isEmpty());
      for (int batch = 1; batch < MOST_BATCHES && settled && !missing().isEmpty(); batch++) {
        console.say(
            Style.FAINT,
            "         not caught yet: " + missing() + "; one more batch, without those who were");
        dismissCaught();
        settled = follow(log, submit(occasion(batch)));
        await(log, PENALTIES, () -> missing().isEmpty());
      }
      var unused = await(log, neighbours::areSettled);
      settle(log);
      List<RollupEnd> rollups = neighbours.end(first.getBatchId());
      return new Outcome(
          settled,
          missing(),
          harmed(),
          rollups,
          DemoReport.of(
              first.getBatchId(),
              facts,
              names,
              narrator.caught(),
              outsider.lies(),
              rollups,
              began));
    }
  }

  /** Other work each time: what is proved already is taken over, and nobody is asked for it. */
  private static LedgerTrace occasion(int batch) throws IOException {
    return LedgerWork.richer(LedgerWork.block(OCCASION), batch);
  }

  /** Somebody who has no part in the market, and may write what every outsider may. */
  private Outsider outsider() {
    return Outsider.start(
        market.broker().clientSettings(),
        market.broker().serdes(),
        market.broker().domain(),
        OUTSIDER_SEED);
  }

  /** Honest workers that lost something of a bond. */
  private List<String> harmed() {
    Set<String> villains =
        List.of(Villain.values()).stream().map(Villain::worker).collect(Collectors.toSet());
    return workers.stream()
        .filter(worker -> !villains.contains(worker.name()) && facts.slashedBy(worker.id()) > 0)
        .map(Worker::name)
        .toList();
  }

  private LogReader log() {
    return LogReader.of(market.broker().clientSettings(), market.broker().serdes())
        .on(
            Topics.TASKS,
            ours(record -> {
              facts.onTask(record);
              if (record.getEvent() instanceof Task task) {
                narrator.onTask(task);
              }
            }))
        .on(
            Topics.ASSIGNMENTS,
            ours(assignment -> {
              facts.onAssignment(assignment);
              narrator.onAssignment(assignment);
            }))
        .on(
            Topics.VERDICTS,
            ours(verdict -> {
              facts.onVerdict(verdict);
              narrator.onVerdict(verdict);
            }))
        .on(Topics.AGGREGATION_JOBS, ours(narrator::onJob))
        .on(Topics.AGGREGATES, ours(narrator::onAggregate))
        .on(
            Topics.RECEIPTS,
            ours(receipt -> {
              facts.onReceipt(receipt);
              narrator.onReceipt(receipt);
            }))
        .on(Topics.EXECUTIONS, ours(facts::onExecution))
        .on(Topics.LEDGER, ours(facts::onMovement))
        .on(Topics.ROUTE_SIGNALS, ours(facts::onSignal))
        .fromBeginning();
  }

  /** Of the first rollup alone. */
  private <V extends SpecificRecord> Consumer<V> ours(Consumer<V> told) {
    String domain = market.broker().domain().hex();
    return record -> {
      if (AvroJson.domain(record).filter(domain::equals).isPresent()) {
        told.accept(record);
      }
    };
  }

  private void hire(LogReader log) throws IOException {
    Duration lateBy = Duration.ofMillis(revealWindow() + 2_000);
    names.put(market.requester().id(), "requester");
    for (Member member : new Cast(market.fleet(), lateBy).everybody()) {
      Worker worker = market.fleet().start(member);
      names.put(worker.id(), worker.name());
      workers.add(worker);
    }
    await(log, () -> workers.stream().allMatch(Worker::isRegistered));
    console.say(
        "         "
            + workers.size()
            + " workers registered, five of them mean no good;"
            + " an outsider lies in everybody's name");
  }

  private long revealWindow() {
    return market.policy().getClasses().getFirst().getRevealWindowMs();
  }

  private ProofRequest submit(LedgerTrace trace) {
    Requester.Order order = order(market.programs(), market.policy(), trace);
    console.say(Style.STRONG, "         submitting " + order.work().description());
    return market.requester().submit(order);
  }

  /** What a rollup of that policy asks for. */
  static Requester.Order order(List<LedgerProgram> programs, Policy policy, LedgerTrace trace) {
    ProvableWork work = LedgerWork.of(trace, programs, policy.getTargetShardWeight());
    return new Requester.Order(
        work,
        TaskClass.URGENT_SETTLEMENT,
        Binding.IN_PROOF,
        Requester.patience(policy, TaskClass.URGENT_SETTLEMENT),
        Requester.ceiling(policy, TaskClass.URGENT_SETTLEMENT, work.weight(), work.shards()),
        "usdt:ethereum->base");
  }

  /** Waits until the batch has its receipt and every villain that had work was dealt with. */
  private boolean follow(LogReader log, ProofRequest request) {
    String batch = request.getBatchId();
    boolean settled =
        await(
            log,
            () -> facts.receipt(batch).filter(r -> r.getOutcome().equals("SETTLED")).isPresent());
    return settled && await(log, () -> facts.isExecuted(batch));
  }

  /** Gives bonds that are still bound and signals their time. */
  private void settle(LogReader log) {
    await(log, Duration.ofSeconds(6), () -> false);
    narrator.endBar();
  }

  private boolean await(LogReader log, BooleanSupplier done) {
    return await(log, patience, done);
  }

  private boolean await(LogReader log, Duration atMost, BooleanSupplier done) {
    Instant until = Instant.now().plus(atMost);
    while (Instant.now().isBefore(until)) {
      log.poll(POLL);
      market.requireWell();
      narrator.bar();
      if (done.getAsBoolean()) {
        return true;
      }
    }
    return false;
  }

  /** They take no more work, or the next batch would wait for them as the last one did. */
  private void dismissCaught() {
    Set<String> caught =
        narrator.caught().keySet().stream().map(Villain::worker).collect(Collectors.toSet());
    workers.stream().filter(worker -> caught.contains(worker.name())).forEach(Worker::drain);
  }

  private List<String> missing() {
    return List.of(Villain.values()).stream()
        .filter(villain -> !narrator.caught().containsKey(villain))
        .map(Villain::worker)
        .toList();
  }
}
