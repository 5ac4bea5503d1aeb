package io.proofworks.aggregation.domain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Whose turn it is for a job. There is one desk for all batches, because an aggregator's slots are
 * the same whichever batch asks: a lease goes to a free slot only, and what finds none waits.
 *
 * @param held leases that are out, by aggregator
 * @param now time of the heartbeats, epoch milliseconds
 */
public record Desk(Directory directory, Map<String, Integer> held, long now) {

  public Desk {
    held = Map.copyOf(held);
  }

  /** What the desk says to a node that wants an aggregator. */
  public sealed interface Answer {

    /** The lease is that aggregator's. */
    record Yours(String aggregatorId) implements Answer {}

    /** Somebody is there who may have it, but without a free slot. */
    record AllBusy() implements Answer {}

    /** Nobody is there who may have it. */
    record NobodyThere() implements Answer {}
  }

  /** Whose the lease is. */
  public Answer answer(Want want) {
    List<Aggregator> there = there(want);
    if (there.isEmpty()) {
      return new Answer.NobodyThere();
    }
    return there.stream()
        .filter(aggregator -> isFree(want, aggregator) && want.prefers(aggregator, now))
        .findFirst()
        .or(() -> directory.next(want.holders(), free(want, there)))
        .<Answer>map(aggregator -> new Answer.Yours(aggregator.id()))
        .orElseGet(Answer.AllBusy::new);
  }

  /** Who is there for it, free or busy; whom it shuns only while nobody else is. */
  private List<Aggregator> there(Want want) {
    List<Aggregator> all =
        directory.members().stream()
            .map(Directory.Member::aggregator)
            .filter(aggregator -> mayHave(want, aggregator))
            .toList();
    List<Aggregator> others =
        all.stream().filter(aggregator -> !want.shunned().contains(aggregator.id())).toList();
    return others.isEmpty() ? all : others;
  }

  /** After a lease went to that aggregator. */
  public Desk issuedTo(String aggregatorId) {
    Map<String, Integer> more = new HashMap<>(held);
    more.merge(aggregatorId, 1, Integer::sum);
    return new Desk(directory.issuedTo(aggregatorId), more, now);
  }

  private boolean mayHave(Want want, Aggregator aggregator) {
    return aggregator.mayTake(want, now) && !want.barred().contains(aggregator.id());
  }

  private Predicate<Aggregator> free(Want want, List<Aggregator> there) {
    return aggregator -> there.contains(aggregator) && isFree(want, aggregator);
  }

  /** A slot without a bond is none: to let such a lease pass would cost nothing. */
  private boolean isFree(Want want, Aggregator aggregator) {
    int leases = held.getOrDefault(aggregator.id(), 0);
    return leases < aggregator.pulse().slots() && aggregator.mayBond(want, leases);
  }
}
