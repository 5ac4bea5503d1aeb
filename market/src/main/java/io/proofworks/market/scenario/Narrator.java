package io.proofworks.market.scenario;

import io.proofworks.avro.Aggregate;
import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.Assignment;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Task;
import io.proofworks.avro.Verdict;
import io.proofworks.market.scenario.Cast.Villain;
import io.proofworks.market.terminal.Console;
import io.proofworks.market.terminal.Console.Style;
import io.proofworks.market.terminal.Money;
import io.proofworks.messages.AssignmentKind;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tells people what happens on the log, and notices when a villain is caught. */
final class Narrator {

  private static final int BAR = 24;

  private final Console console;
  private final DemoFacts facts;
  private final Map<String, String> names;
  private final long start = System.nanoTime();
  private final Map<Villain, Long> caught = new EnumMap<>(Villain.class);
  private String lastBar = "";

  /**
   * @param names of the workers, by address
   */
  Narrator(Console console, DemoFacts facts, Map<String, String> names) {
    this.console = console;
    this.facts = facts;
    this.names = names;
  }

  /** Base units that each villain caught so far has lost. */
  Map<Villain, Long> caught() {
    return caught;
  }

  private void tell(Style style, String text) {
    if (!lastBar.isEmpty()) {
      console.redraw("");
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    console.say(String.format("%6.1fs  %s", seconds, console.styled(style, text)));
    if (!lastBar.isEmpty()) {
      console.redraw(lastBar);
    }
  }

  private String name(String account) {
    return names.getOrDefault(account, account.length() > 10 ? account.substring(0, 10) : account);
  }

  private String shard(String taskId) {
    return facts.task(taskId).map(t -> "shard " + t.getShardIndex()).orElse("a shard");
  }

  void onTask(Task task) {
    if (task.getShardIndex() == 0) {
      tell(
          Style.STRONG,
          "batch %s cut into %d shards, each rewarded with about %s for a bond of %s"
              .formatted(
                  task.getBatchId().substring(0, 10),
                  task.getShardCount(),
                  Money.format(task.getReward()),
                  Money.format(task.getBond())));
    }
  }

  void onAssignment(Assignment assignment) {
    if (AssignmentKind.of(assignment) == AssignmentKind.GIVES_BACK) {
      givenBack(assignment);
      return;
    }
    String provers =
        assignment.getAssignees().stream()
            .map(a -> name(a.getProverId()))
            .collect(Collectors.joining(", "));
    tell(
        Style.FAINT,
        "%s assigned to %s%s"
            .formatted(
                shard(assignment.getTaskId()),
                provers,
                assignment.getEpoch() == 1
                    ? ""
                    : " (epoch " + assignment.getEpoch() + ", " + assignment.getCause() + ")"));
  }

  private void givenBack(Assignment back) {
    String provers =
        back.getGivenBackBy().stream().map(this::name).collect(Collectors.joining(", "));
    tell(
        Style.FAINT,
        "%s given back by %s (epoch %d)"
            .formatted(shard(back.getTaskId()), provers, back.getEpoch()));
  }

  void onVerdict(Verdict verdict) {
    if (verdict.getSlashed() > 0) {
      slashed(verdict);
    } else if (verdict.getTaskId() != null && isAccepted(verdict)) {
      accepted(verdict);
    }
  }

  private static boolean isAccepted(Verdict verdict) {
    return verdict.getReason().equals(Reason.ACCEPTED.name());
  }

  private void accepted(Verdict verdict) {
    switch (VerdictKind.valueOf(verdict.getKind())) {
      case COMMIT -> progress(verdict, "committed to");
      case REVEAL -> progress(verdict, "revealed a valid proof of");
      default -> {}
    }
  }

  private void progress(Verdict verdict, String did) {
    tell(
        Style.PLAIN,
        name(verdict.getAuthor()) + " " + did + " " + shard(String.valueOf(verdict.getTaskId())));
  }

  private void slashed(Verdict verdict) {
    String who = name(verdict.getAuthor());
    Optional<Villain> villain =
        List.of(Villain.values()).stream().filter(v -> v.worker().equals(who)).findFirst();
    villain.ifPresent(v -> caught.merge(v, verdict.getSlashed(), Long::sum));
    tell(
        Style.BAD,
        "CAUGHT %s: %s %s. Bond lost: %s (%s)%s"
            .formatted(
                verdict.getReason(),
                who,
                villain.map(Villain::deed).orElse("was at fault"),
                Money.format(verdict.getSlashed()),
                verdict.getDetail(),
                verdict.getVictim() == null ? "" : ", harmed: " + name(verdict.getVictim())));
  }

  void onJob(AggregationJob job) {
    tell(
        Style.FAINT,
        "%s asked to aggregate %d proofs%s%s"
            .formatted(
                name(job.getAggregatorId()),
                job.getLeaves().size(),
                job.getRoot() ? " into the root" : "",
                job.getEpoch() == 1 ? "" : " (" + job.getCause() + ")"));
  }

  void onAggregate(Aggregate aggregate) {
    tell(
        Style.PLAIN,
        "%s sent an aggregate of %d proofs, %d bytes"
            .formatted(
                name(aggregate.getAggregatorId()),
                aggregate.getChildren().size(),
                aggregate.getAggregate().remaining()));
  }

  void onReceipt(Receipt receipt) {
    tell(
        Style.GOOD,
        "batch %s %s: root proof of %d bytes over %d shards"
            .formatted(
                receipt.getBatchId().substring(0, 10),
                receipt.getOutcome(),
                receipt.getRootProof().remaining(),
                receipt.getChildren().size()));
  }

  /** Redraws the bar of states. */
  void bar() {
    if (facts.tasks() == 0) {
      return;
    }
    Map<String, Long> counts = facts.progress();
    long done = counts.getOrDefault("VERIFIED", 0L) + counts.getOrDefault("SETTLED", 0L);
    int filled = (int) (BAR * done / facts.tasks());
    lastBar =
        "        ["
            + "#".repeat(filled)
            + ".".repeat(BAR - filled)
            + "] "
            + done
            + "/"
            + facts.tasks()
            + " verified "
            + counts;
    console.redraw(lastBar);
  }

  void endBar() {
    console.redraw("");
    lastBar = "";
  }
}
