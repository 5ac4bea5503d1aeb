package io.proofworks.market.audit;

import io.proofworks.aggregation.domain.Aggregator;
import io.proofworks.aggregation.domain.MarketEvent;
import io.proofworks.aggregation.processor.AggregationReport;
import io.proofworks.market.audit.Standings.Standing;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.topics.Journals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * What partitions of batches say that they were told of accounts, against the standings that follow
 * from the accounts' journals: in their order, and the last one in the end. Not each: the topic of
 * the standings is compacted, and one between two others may never have been read.
 */
final class Told {

  private final Standings standings;
  private final long overdue;
  private final List<Difference> differences = new ArrayList<>();
  private int matched;

  /**
   * @param overdue what an account was before that, epoch milliseconds, is told by now
   */
  Told(Standings standings, List<AggregationReport> reports, int partitions, long overdue) {
    this.standings = standings;
    this.overdue = overdue;
    Map<String, AggregationReport> byJournal = new HashMap<>();
    reports.forEach(report -> byJournal.put(report.journal(), report));
    for (int partition = 0; partition < partitions; partition++) {
      String journal = Journals.AGGREGATION + partition;
      AggregationReport report = byJournal.get(journal);
      check(journal, report == null ? List.of() : report.seen());
    }
  }

  private void check(String journal, List<AggregationReport.Seen> seen) {
    Map<String, Integer> accounts = new HashMap<>();
    Map<String, Integer> aggregators = new HashMap<>();
    for (AggregationReport.Seen one : seen) {
      switch (one.event()) {
        case MarketEvent.AccountSeen(String id, boolean backed) ->
            follow(journal, one, id, accounts, standing -> standing.backed() == backed);
        case MarketEvent.AggregatorSeen(Aggregator aggregator) ->
            follow(
                journal,
                one,
                aggregator.id(),
                aggregators,
                standing -> standing.aggregator().signsAs(aggregator));
        case MarketEvent.PolicyPublished ignored -> {}
      }
    }
    for (String account : standings.accounts()) {
      requireLast(
          journal,
          account,
          Optional.ofNullable(accounts.get(account)),
          Standing::backed,
          (last, told) -> last.backed() == told.backed());
      requireLast(
          journal,
          account,
          Optional.ofNullable(aggregators.get(account)),
          Standing::newcomer,
          (last, told) -> last.aggregator().signsAs(told.aggregator()));
    }
  }

  /** The next of the account's standings that it may have been told of. */
  private void follow(
      String journal,
      AggregationReport.Seen one,
      String account,
      Map<String, Integer> places,
      Predicate<Standing> says) {
    List<Standing> all = standings.of(account);
    int next = places.getOrDefault(account, 0);
    while (next < all.size() && !says.test(all.get(next))) {
      next++;
    }
    if (next == all.size()) {
      differences.add(
          new Difference(
              Difference.Kind.INVENTED_MESSAGE,
              journal,
              one.sequence(),
              "",
              "no standing of " + account + " follows that says so"));
    } else {
      matched++;
      places.put(account, next);
    }
  }

  private void requireLast(
      String journal,
      String account,
      Optional<Integer> told,
      Predicate<Standing> isToldFirst,
      BiPredicate<Standing, Standing> same) {
    List<Standing> all = standings.of(account);
    int last = all.size() - 1;
    while (last >= 0 && all.get(last).published() >= overdue) {
      last--;
    }
    if (last < 0) {
      return;
    }
    Standing due = all.get(last);
    boolean missing =
        told.isEmpty()
            ? isToldFirst.test(due)
            : told.get() < last && !same.test(due, all.get(told.get()));
    if (missing) {
      differences.add(
          new Difference(
              Difference.Kind.LEFT_OUT,
              journal,
              -1,
              "",
              "what became of an account was not taken in there: sent to %s for %s"
                  .formatted(journal, account)));
    }
  }

  /** Of how many the standing was found. */
  int matched() {
    return matched;
  }

  List<Difference> differences() {
    return differences;
  }
}
