package io.proofworks.market.audit;

import io.proofworks.aggregation.domain.Aggregator;
import io.proofworks.aggregation.domain.Want;
import io.proofworks.aggregation.processor.AggregationFact.Lease;
import io.proofworks.market.audit.Standings.Standing;
import io.proofworks.messages.SignedMessages;
import io.proofworks.runtime.journal.BrokerClocks;
import java.util.List;
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
  private final Heartbeats beats;
  private final Findings findings;

  /** By aggregator, in the order in which they were given. */
  private final ScratchLists<Lease> leases;

  LeaseChoices(Heartbeats beats, Standings standings, Scratch scratch, Findings findings) {
    this.standings = standings;
    this.beats = beats;
    this.findings = findings;
    this.leases = scratch.lists(Codec.of(Lease.class));
  }

  void add(Lease lease) {
    leases.add(lease.aggregatorId(), lease.givenAt(), lease);
  }

  /** After all leases. */
  void check() {
    leases.all().forEach(this::check);
  }

  private void check(Lease lease) {
    Want want = lease.want();
    if (want == null) {
      found(lease, "nobody had asked for it");
      return;
    }
    if (lease.givenAt() < lease.wantedAt() - BrokerClocks.APART_MS) {
      found(lease, "it was asked for later, at " + lease.wantedAt());
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
    } else if (since(lease) - want.heartbeatTimeoutMs() >= beats.since()) {
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
    long held = held(lease);
    if (slots.isEmpty()) {
      found(lease, "its holder had not been heard of");
    } else if (held >= slots.getAsInt()) {
      found(lease, "its holder had %d of %d slots taken".formatted(held, slots.getAsInt()));
    }
  }

  /** Others that it had for certain when it was given one. */
  private long held(Lease lease) {
    long held = 0;
    for (Lease other : leases.between(lease.aggregatorId(), Long.MIN_VALUE, lease.givenAt() - 1)) {
      held += other.endedAt() > lease.givenAt() + BrokerClocks.APART_MS ? 1 : 0;
    }
    return held;
  }

  /** The most that it said it has, of what may have counted then; empty when it said nothing. */
  private OptionalInt slots(Lease lease, Want want, List<Standing> eligible) {
    long from = since(lease) - want.heartbeatTimeoutMs();
    OptionalInt most = OptionalInt.empty();
    long to = lease.givenAt() + BrokerClocks.APART_MS;
    for (Heartbeats.Beat beat : beats.between(lease.aggregatorId(), from, to)) {
      boolean counts =
          !beat.value().getDraining()
              && eligible.stream()
                  .anyMatch(standing ->
                      SignedMessages.verify(beat.value(), standing.aggregator().sessionKey()));
      if (counts) {
        int said = Aggregator.Pulse.of(0, 0, beat.value().getAggregationSlots(), false).slots();
        most = OptionalInt.of(Math.max(said, most.orElse(said)));
      }
    }
    return most;
  }

  private void found(Lease lease, String detail) {
    findings.add(
        "WRONG_LEASE",
        lease.journal() + " " + lease.sequence(),
        "node %d of batch %s, epoch %d, given to %s at %d: %s"
            .formatted(
                lease.nodeId(),
                lease.batchId(),
                lease.epoch(),
                lease.aggregatorId(),
                lease.givenAt(),
                detail));
  }
}
