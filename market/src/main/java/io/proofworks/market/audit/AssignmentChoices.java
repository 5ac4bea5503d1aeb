package io.proofworks.market.audit;

import io.proofworks.avro.Heartbeat;
import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.market.audit.Standings.Standing;
import io.proofworks.messages.SignedMessages;
import io.proofworks.sharding.domain.Eligibility;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.sharding.domain.TaskOffer;
import io.proofworks.sharding.processor.Provers;
import io.proofworks.sharding.processor.ScheduleMessages;
import io.proofworks.sharding.processor.SchedulingReport;
import io.proofworks.sharding.processor.SchedulingReport.Chosen;
import io.proofworks.sharding.processor.SchedulingReport.GivenUp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * Whether tasks went to provers that could have them, were given back by those who say so, and were
 * given up while nobody was there. What the schedule had read of standings and heartbeats when it
 * decided is on no topic: it may have been behind, and what was true at no time since is held
 * against it.
 */
final class AssignmentChoices {

  /** By how much the schedule may be behind the log. */
  private static final long BEHIND_MS = Audit.LONGEST_WAIT_MS;

  private final Standings standings;
  private final LongUnaryOperator timeouts;
  private final HeartbeatLog beats;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param timeouts how long a prover is there after a heartbeat, ms, by the version of the policy
   */
  AssignmentChoices(
      HeartbeatLog beats,
      Standings standings,
      LongUnaryOperator timeouts,
      List<SchedulingReport> reports) {
    this.beats = beats;
    this.standings = standings;
    this.timeouts = timeouts;
    for (SchedulingReport report : reports) {
      report.chosen().forEach(chosen -> check(report.journal(), chosen));
      report.heartbeats().forEach(beat -> check(report.journal(), beat));
      report.givenUp().forEach(givenUp -> check(report.journal(), givenUp));
    }
  }

  private void check(String journal, Chosen chosen) {
    String prover = chosen.holder().proverId();
    long since = chosen.time() - BEHIND_MS;
    List<Standing> could = new ArrayList<>();
    String why = "not registered";
    for (Standing standing : standings.between(prover, since, chosen.time())) {
      Optional<String> obstacle =
          Eligibility.obstacle(
              Provers.profile(standing.standing()),
              chosen.task(),
              chosen.held(),
              chosen.reward(),
              since,
              chosen.time());
      if (obstacle.isEmpty()) {
        could.add(standing);
      } else {
        why = obstacle.get();
      }
    }
    if (could.isEmpty()) {
      found(journal, chosen, why);
    } else {
      checkHeard(journal, chosen, could);
    }
  }

  /** Its newest heartbeats may not have been read: any that may have counted then will do. */
  private void checkHeard(String journal, Chosen chosen, List<Standing> could) {
    long from = chosen.time() - BEHIND_MS - timeouts.applyAsLong(chosen.policy());
    boolean heard =
        beats.of(chosen.holder().proverId()).stream()
            .map(HeartbeatLog.Beat::found)
            .filter(beat -> beat.time() >= from && beat.time() <= chosen.time())
            .filter(beat -> !beat.value().getDraining())
            .filter(beat -> beat.value().getCapacity() > chosen.held())
            .anyMatch(beat -> isSigned(beat.value(), could));
    if (!heard && from >= beats.since()) {
      found(journal, chosen, "not heard of with a capacity above " + chosen.held());
    }
  }

  private static boolean isSigned(Heartbeat beat, List<Standing> could) {
    return could.stream()
        .anyMatch(standing -> SignedMessages.verify(beat, standing.aggregator().sessionKey()));
  }

  private void found(String journal, Chosen chosen, String why) {
    TaskOffer task = chosen.task();
    findings.add(
        new Finding(
            "WRONG_ASSIGNMENT",
            journal + " " + chosen.sequence(),
            "task %s of batch %s given to %s at %d: %s"
                .formatted(
                    task.taskId(),
                    task.batchId(),
                    chosen.holder().proverId(),
                    chosen.time(),
                    why)));
  }

  /** Heartbeats are kept for seven days. */
  private void check(String journal, SchedulingReport.Beat beat) {
    ScheduleEvent.HeartbeatChecked heard = beat.heard();
    String prover = heard.pulse().proverId();
    List<Standing> signers = standings.between(prover, heard.at() - BEHIND_MS, heard.at());
    boolean there =
        beats.of(prover).stream()
            .map(HeartbeatLog.Beat::found)
            .filter(found -> found.time() == heard.at())
            .filter(found -> ScheduleMessages.of(found.value(), found.time()).equals(heard))
            .anyMatch(found -> isSigned(found.value(), signers));
    if (!there && heard.at() >= beats.since()) {
      findings.add(
          new Finding(
              "INVENTED_MESSAGE",
              journal + " " + beat.sequence(),
              prover + " sent no heartbeat that gave tasks back at " + heard.at()));
    }
  }

  /** Whoever was there all the time in which the schedule may have looked, could have had it. */
  private void check(String journal, GivenUp givenUp) {
    long timeout = timeouts.applyAsLong(givenUp.policy());
    if (givenUp.time() - BEHIND_MS - timeout < beats.since()) {
      return;
    }
    standings.accounts().stream()
        .filter(prover -> !givenUp.had().contains(prover))
        .filter(prover -> wasThere(prover, givenUp, timeout))
        .findFirst()
        .ifPresent(prover ->
            findings.add(
                new Finding(
                    "WRONG_ASSIGNMENT",
                    journal + " " + givenUp.sequence(),
                    "task %s of batch %s given up at %d, while %s was there for it"
                        .formatted(
                            givenUp.task().taskId(),
                            givenUp.task().batchId(),
                            givenUp.time(),
                            prover))));
  }

  private boolean wasThere(String prover, GivenUp givenUp, long timeout) {
    long since = givenUp.time() - BEHIND_MS;
    List<Standing> all = standings.between(prover, since, givenUp.time());
    boolean able =
        !all.isEmpty()
            && all.getFirst().published() <= since
            && all.stream()
                .map(standing -> Provers.profile(standing.standing()))
                .allMatch(profile ->
                    Eligibility.mayTakeLater(profile, givenUp.task())
                        && givenUp.time() < profile.sessionExpiry());
    return able && wasHeard(prover, all, since - timeout, givenUp.time(), timeout);
  }

  /** What the schedule heard for certain; a copy of what it had heard before says nothing. */
  private boolean wasHeard(
      String prover, List<Standing> signers, long from, long to, long timeout) {
    long last = from;
    for (HeartbeatLog.Beat beat : beats.of(prover)) {
      long time = beat.found().time();
      Heartbeat said = beat.found().value();
      if (time < from || time > to || !isSigned(said, signers) || isOvertaken(beat)) {
        continue;
      }
      if (said.getDraining() || said.getCapacity() <= 0 || time - last >= timeout) {
        return false;
      }
      last = time;
    }
    return to - last < timeout;
  }

  private boolean isOvertaken(HeartbeatLog.Beat beat) {
    List<Standing> ever = standings.of(beat.found().value().getProverId());
    return beats.isOvertaken(beat, earlier -> isSigned(earlier, ever));
  }

  List<Finding> findings() {
    return findings;
  }
}
