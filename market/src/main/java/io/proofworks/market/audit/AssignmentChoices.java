package io.proofworks.market.audit;

import io.proofworks.market.audit.Standings.Standing;
import io.proofworks.messages.SignedMessages;
import io.proofworks.runtime.journal.BrokerClocks;
import io.proofworks.sharding.domain.Eligibility;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.sharding.domain.TaskOffer;
import io.proofworks.sharding.processor.Provers;
import io.proofworks.sharding.processor.ScheduleMessages;
import io.proofworks.sharding.processor.SchedulingFact.Beat;
import io.proofworks.sharding.processor.SchedulingFact.Chosen;
import io.proofworks.sharding.processor.SchedulingFact.GivenUp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;

/**
 * Whether tasks went to provers that could have them, were given back by those who say so, and were
 * given up while nobody was there. What the schedule had read of standings and heartbeats when it
 * decided is on no topic: it may have been behind, and what was true at no time since is held
 * against it.
 */
final class AssignmentChoices {

  /** By how much the schedule may be behind the log. */
  private static final long BEHIND_MS = Audit.LONGEST_WAIT_MS;

  private final Heartbeats beats;
  private final Standings standings;
  private final Predicate<Heartbeats.Beat> mayBeTaken;
  private final LongUnaryOperator timeouts;
  private final Findings findings;

  /**
   * @param standings all of them
   * @param mayBeTaken whether sharding takes a heartbeat if its prover signed it
   * @param timeouts how long a prover is there after a heartbeat, ms, by the version of the policy
   */
  AssignmentChoices(
      Heartbeats beats,
      Standings standings,
      Predicate<Heartbeats.Beat> mayBeTaken,
      LongUnaryOperator timeouts,
      Findings findings) {
    this.beats = beats;
    this.standings = standings;
    this.mayBeTaken = mayBeTaken;
    this.timeouts = timeouts;
    this.findings = findings;
  }

  void check(String journal, Chosen chosen) {
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
    long to = chosen.time() + BrokerClocks.APART_MS;
    for (Heartbeats.Beat beat : beats.between(chosen.holder().proverId(), from, to)) {
      if (!beat.value().getDraining()
          && beat.value().getCapacity() > chosen.held()
          && isTaken(beat, could)) {
        return;
      }
    }
    if (from >= beats.since()) {
      found(journal, chosen, "not heard of with a capacity above " + chosen.held());
    }
  }

  private boolean isTaken(Heartbeats.Beat beat, Collection<Standing> signers) {
    return mayBeTaken.test(beat)
        && signers.stream()
            .anyMatch(one -> SignedMessages.verify(beat.value(), one.aggregator().sessionKey()));
  }

  /** By a key that its prover ever had. */
  private boolean isOwn(Heartbeats.Beat beat) {
    for (Standing standing : standings.from(beat.value().getProverId(), 0)) {
      if (isTaken(beat, List.of(standing))) {
        return true;
      }
    }
    return false;
  }

  private void found(String journal, Chosen chosen, String why) {
    TaskOffer task = chosen.task();
    findings.add(
        "WRONG_ASSIGNMENT",
        journal + " " + chosen.sequence(),
        "task %s of batch %s given to %s at %d: %s"
            .formatted(
                task.taskId(), task.batchId(), chosen.holder().proverId(), chosen.time(), why));
  }

  /** Heartbeats are kept for seven days. */
  void check(String journal, Beat beat) {
    ScheduleEvent.HeartbeatChecked heard = beat.heard();
    String prover = heard.pulse().proverId();
    List<Standing> signers = standings.between(prover, heard.at() - BEHIND_MS, heard.at());
    for (Heartbeats.Beat found : beats.between(prover, heard.at(), heard.at())) {
      if (ScheduleMessages.of(found.value(), found.time()).equals(heard)
          && isTaken(found, signers)) {
        return;
      }
    }
    if (heard.at() >= beats.since()) {
      findings.add(
          "INVENTED_MESSAGE",
          journal + " " + beat.sequence(),
          prover + " sent no heartbeat that gave tasks back at " + heard.at());
    }
  }

  /** Whoever was there all the time in which the schedule may have looked, could have had it. */
  void check(String journal, GivenUp givenUp) {
    long timeout = timeouts.applyAsLong(givenUp.policy());
    if (givenUp.time() - BEHIND_MS - timeout < beats.since()) {
      return;
    }
    for (String prover : standings.accounts()) {
      if (!givenUp.had().contains(prover) && wasThere(prover, givenUp, timeout)) {
        findings.add(
            "WRONG_ASSIGNMENT",
            journal + " " + givenUp.sequence(),
            "task %s of batch %s given up at %d, while %s was there for it"
                .formatted(
                    givenUp.task().taskId(), givenUp.task().batchId(), givenUp.time(), prover));
        return;
      }
    }
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
    for (Heartbeats.Beat beat : beats.between(prover, from, to)) {
      if (!isTaken(beat, signers) || beats.isOvertaken(beat, this::isOwn)) {
        continue;
      }
      if (beat.value().getDraining()
          || beat.value().getCapacity() <= 0
          || beat.time() - last >= timeout) {
        return false;
      }
      last = beat.time();
    }
    return to - last < timeout;
  }
}
