package io.proofworks.market.audit;

import io.proofworks.aggregation.domain.Aggregator;
import io.proofworks.aggregation.processor.RelayedMessages;
import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Registration;
import io.proofworks.protocol.Hash32;
import io.proofworks.serde.Decoder;
import io.proofworks.settlement.domain.AccountEffect;
import io.proofworks.settlement.records.MarketRecords;
import io.proofworks.settlement.replay.ReplayReport;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every standing of every account, as they follow from the accounts' journals, in order. */
final class Standings {

  /**
   * An account from one change to the next.
   *
   * @param since when it became that, epoch milliseconds
   * @param published when everybody could read that, which is later by what settlement was behind
   * @param newcomer whether it offers to aggregate, and has money: enough to be told of
   * @param standing as it is published
   */
  record Standing(
      long since,
      long published,
      Aggregator aggregator,
      boolean backed,
      boolean newcomer,
      ProverStanding standing) {}

  private final Map<String, List<Standing>> all = new LinkedHashMap<>();

  /** When what accounts took in at a time was written, by that time. */
  private final Map<Long, Long> written = new HashMap<>();

  /**
   * @param inOrder of each account in the order in which it had them
   * @param journal of which the accounts' entries say when everybody could read what followed
   */
  Standings(List<ProverStanding> inOrder, List<Decoding.Found<JournalEntry>> journal) {
    journal.stream()
        .filter(found -> found.value().getJournal().startsWith(Journals.ACCOUNT))
        .forEach(
            found -> written.merge(found.value().getInput().getTime(), found.time(), Math::max));
    inOrder.forEach(this::note);
  }

  /** Those that follow from journals. */
  static Standings of(Decoding log, Hash32 domain, List<ReplayReport> settlement) {
    Decoder<Registration> registrations = log.serdes().decoder(Topics.REGISTRATIONS);
    return new Standings(
        settlement.stream()
            .flatMap(report -> report.consequences().stream())
            .filter(AccountEffect.StandingChanged.class::isInstance)
            .map(AccountEffect.StandingChanged.class::cast)
            .map(changed -> MarketRecords.standing(changed, domain, registrations))
            .toList(),
        log.all(Topics.JOURNAL));
  }

  private void note(ProverStanding standing) {
    boolean backed = RelayedMessages.isBacked(standing);
    all.computeIfAbsent(standing.getProverId(), id -> new ArrayList<>())
        .add(
            new Standing(
                standing.getAsOf(),
                written.getOrDefault(standing.getAsOf(), standing.getAsOf()),
                RelayedMessages.aggregator(standing),
                backed,
                backed && RelayedMessages.aggregates(standing),
                standing));
  }

  Set<String> accounts() {
    return all.keySet();
  }

  /** Those of an account, the first one's first. */
  List<Standing> of(String account) {
    return all.getOrDefault(account, List.of());
  }

  /**
   * Those that somebody may have known of an account at some time between two, epoch milliseconds.
   */
  List<Standing> between(String account, long from, long to) {
    List<Standing> found = new ArrayList<>();
    for (Standing standing : of(account)) {
      if (standing.published() <= from) {
        found.clear(); // what it was before is over
      }
      if (standing.since() <= to) {
        found.add(standing);
      }
    }
    return found;
  }
}
