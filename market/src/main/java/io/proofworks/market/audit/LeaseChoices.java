package io.proofworks.market.audit;

import io.proofworks.aggregation.domain.Aggregator;
import io.proofworks.aggregation.domain.Want;
import io.proofworks.aggregation.processor.AggregationReport;
import io.proofworks.aggregation.processor.AggregationReport.Lease;
import io.proofworks.avro.Heartbeat;
import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.market.audit.Standings.Standing;
import io.proofworks.messages.SignedMessages;
import io.proofworks.topics.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Whether leases went to somebody who could have them. Whom the desk chose among those who were
 * there depends on what it had read by then, which nothing on the log shows; that the one was
 * registered, had the bond, was heard of, had a slot free and was not barred is held against it.
 */
final class LeaseChoices {

  /** By how much the desk may be behind the log. */
  private static final long BEHIND_MS = Audit.LONGEST_WAIT_MS;

  private final Standings standings;
  private final Map<String, List<Decoding.Found<Heartbeat>>> beats = new HashMap<>();
  private final Map<String, List<Lease>> leases = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private long heardSince = Long.MAX_VALUE;

  LeaseChoices(Decoding log, Standings standings, List<AggregationReport> reports) {
    this.standings = standings;
    for (Decoding.Found<Heartbeat> found : log.all(Topics.HEARTBEATS)) {
      heardSince = Math.min(heardSince, found.time());
      beats.computeIfAbsent(found.value().getProverId(), id -> new ArrayList<>()).add(found);
    }
    reports.stream()
        .flatMap(report -> report.leases().stream())
        .forEach(lease ->
            leases.computeIfAbsent(lease.aggregatorId(), id -> new ArrayList<>()).add(lease));
    leases.values().forEach(of -> of.forEach(this::check));
  }

  private void check(Lease lease) {
    Want want = lease.want();
    if (want == null) {
      found(lease, "nobody had asked for it");
      return;
    }
    if (want.barred().contains(lease.aggregatorId())) {
      found(lease, "its holder had it before, and may not have it yet");
    }
    List<Standing> eligible =
        standings.between(lease.aggregatorId(), since(lease), lease.givenAt()).stream()
            .filter(standing -> isEligible(standing.aggregator(), want, lease))
            .toList();
    if (eligible.isEmpty()) {
      found(lease, "its holder was not registered with that bond");
    } else if (since(lease) - want.heartbeatTimeoutMs() >= heardSince) {
      checkSlots(lease, want, eligible);
    }
  }

  /** From when what the desk had read may be: it was asked then, and may have been behind. */
  private static long since(Lease lease) {
    return Math.min(lease.askedAt(), lease.givenAt()) - BEHIND_MS;
  }

  private static boolean isEligible(Aggregator aggregator, Want want, Lease lease) {
    return aggregator.registered()
        && since(lease) < aggregator.sessionExpiry()
        && lease.givenAt() >= aggregator.pausedUntil()
        && aggregator.covers(want.bond());
  }

  private void checkSlots(Lease lease, Want want, List<Standing> eligible) {
    OptionalInt slots = slots(lease, want, eligible);
    long held =
        leases.getOrDefault(lease.aggregatorId(), List.of()).stream()
            .filter(other -> other.givenAt() < lease.givenAt() && other.endedAt() > lease.givenAt())
            .count();
    if (slots.isEmpty()) {
      found(lease, "its holder had not been heard of");
    } else if (held >= slots.getAsInt()) {
      found(lease, "its holder had %d of %d slots taken".formatted(held, slots.getAsInt()));
    }
  }

  /** The most that it said it has, of what may have counted then; empty when it said nothing. */
  private OptionalInt slots(Lease lease, Want want, List<Standing> eligible) {
    long from = since(lease) - want.heartbeatTimeoutMs();
    return beats.getOrDefault(lease.aggregatorId(), List.of()).stream()
        .filter(beat -> beat.time() >= from && beat.time() <= lease.givenAt())
        .filter(beat -> !beat.value().getDraining())
        .filter(beat ->
            eligible.stream()
                .anyMatch(standing ->
                    SignedMessages.verify(beat.value(), standing.aggregator().sessionKey())))
        .mapToInt(
            beat -> Aggregator.Pulse.of(0, 0, beat.value().getAggregationSlots(), false).slots())
        .max();
  }

  private void found(Lease lease, String detail) {
    findings.add(
        new Finding(
            "WRONG_LEASE",
            lease.journal() + " " + lease.sequence(),
            "node %d of batch %s, epoch %d, given to %s at %d: %s"
                .formatted(
                    lease.nodeId(),
                    lease.batchId(),
                    lease.epoch(),
                    lease.aggregatorId(),
                    lease.givenAt(),
                    detail)));
  }

  List<Finding> findings() {
    return findings;
  }
}
