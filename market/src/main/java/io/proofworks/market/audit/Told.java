package io.proofworks.market.audit;

import io.proofworks.aggregation.domain.Aggregator;
import io.proofworks.aggregation.domain.MarketEvent;
import io.proofworks.aggregation.processor.AggregationFact;
import io.proofworks.market.audit.Standings.Standing;
import io.proofworks.runtime.journal.BrokerClocks;
import io.proofworks.runtime.journal.Difference;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What partitions of batches say that they were told of accounts, against the standings that follow
 * from the accounts' journals: in their order, and the last one in the end. Not each: the topic of
 * the standings is compacted, and one between two others may never have been read.
 */
final class Told {

  /** Not told of yet. */
  private static final long NEVER = -1;

  private final Standings standings;
  private final long overdue;
  private final Findings findings;

  /** Journal, and account, to which of its standings was told last. */
  private final ScratchMap<Long> accounts;

  private final ScratchMap<Long> aggregators;
  private long matched;

  /**
   * @param standings all of them
   * @param overdue what an account was before that, epoch milliseconds, is told by now
   */
  Told(Standings standings, long overdue, Scratch scratch, Findings findings) {
    this.standings = standings;
    this.overdue = overdue;
    this.findings = findings;
    Codec<Long> places = Codec.of(Long.class);
    this.accounts = scratch.map(places);
    this.aggregators = scratch.map(places);
  }

  /** The next that a journal says it was told. */
  void take(String journal, AggregationFact.Seen one) {
    switch (one.event()) {
      case MarketEvent.AccountSeen(String id, boolean backed) ->
          follow(journal, one, id, accounts, standing -> standing.backed() == backed);
      case MarketEvent.AggregatorSeen(Aggregator aggregator) ->
          follow(
              journal, one, aggregator.id(), aggregators, standing -> says(standing, aggregator));
      case MarketEvent.PolicyPublished ignored -> {}
    }
  }

  /** An aggregator that was told of by an earlier release does not say as of when. */
  private static boolean says(Standing standing, Aggregator aggregator) {
    return standing.aggregator().signsAs(aggregator)
        && (aggregator.asOf() == 0 || aggregator.asOf() == standing.since());
  }

  /** After all that a journal was told. */
  void conclude(String journal) {
    for (String account : standings.accounts()) {
      requireLast(
          journal,
          account,
          accounts.getOrDefault(place(journal, account), NEVER),
          Standing::backed,
          (last, told) -> last.backed() == told.backed());
      requireLast(
          journal,
          account,
          aggregators.getOrDefault(place(journal, account), NEVER),
          Standing::newcomer,
          (last, told) -> last.aggregator().signsAs(told.aggregator()));
    }
  }

  private static String place(String journal, String account) {
    return journal + " " + account;
  }

  /** The next of the account's standings that it may have been told of by then. */
  private void follow(
      String journal,
      AggregationFact.Seen one,
      String account,
      ScratchMap<Long> places,
      Predicate<Standing> says) {
    String of = place(journal, account);
    long next = places.getOrDefault(of, 0L);
    for (Standing standing : standings.from(account, next)) {
      if (says.test(standing) && standing.since() <= one.time() + BrokerClocks.APART_MS) {
        matched++;
        places.put(of, next);
        return;
      }
      next++;
    }
    differ(
        Difference.Kind.INVENTED_MESSAGE,
        journal,
        one.sequence(),
        "no standing of " + account + " follows that says so by " + one.time());
  }

  /**
   * What was told last is what it became last, before what may be on its way.
   *
   * @param told which of its standings; {@link #NEVER}
   */
  private void requireLast(
      String journal,
      String account,
      long told,
      Predicate<Standing> isToldFirst,
      BiPredicate<Standing, Standing> same) {
    @Nullable Standing first = null;
    @Nullable Standing due = null;
    long last = Math.max(told, 0);
    long place = last;
    for (Standing standing : standings.from(account, last)) {
      first = first == null ? standing : first;
      if (standing.published() < overdue) {
        due = standing;
        last = place;
      }
      place++;
    }
    if (first == null || due == null) {
      return;
    }
    boolean missing = told == NEVER ? isToldFirst.test(due) : told < last && !same.test(due, first);
    if (missing) {
      differ(
          Difference.Kind.LEFT_OUT,
          journal,
          -1,
          "what became of an account was not taken in there: sent to %s for %s"
              .formatted(journal, account));
    }
  }

  private void differ(Difference.Kind kind, String journal, long sequence, String detail) {
    findings.add(new Difference(kind, journal, sequence, "", detail));
  }

  /** Of how many the standing was found. */
  long matched() {
    return matched;
  }
}
