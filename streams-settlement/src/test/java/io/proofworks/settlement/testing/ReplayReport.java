package io.proofworks.settlement.testing;

import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.journal.Consequence;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.Message;
import io.proofworks.runtime.journal.Replayed;
import io.proofworks.runtime.state.EmptyStores;
import io.proofworks.runtime.testing.CollectedReplay;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.checks.ProofChecks;
import io.proofworks.settlement.domain.AccountEffect;
import io.proofworks.settlement.domain.VerdictIssued;
import io.proofworks.settlement.records.MarketRecords;
import io.proofworks.settlement.replay.JournalReplay;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a replay of a short journal gave.
 *
 * @param consequences derived, in order
 * @param sent messages to other sides that follow, once for each partition
 * @param taken messages of other sides that the entries say were taken in
 * @param owes as the replay said
 * @param differences between the journal and the log; empty when the journal is true
 */
public record ReplayReport(
    Hash32 domain,
    String journal,
    List<Consequence> consequences,
    List<Message> sent,
    List<Message> taken,
    LongPredicate owes,
    List<Difference> differences) {

  /** Replays the entries of one journal in memory. */
  public static ReplayReport run(
      String journal,
      List<JournalEntry> entries,
      Hash32 domain,
      int partitions,
      MarketSerdes serdes,
      JournalReplay.InputLookup lookup,
      ProofChecks proofs) {
    CollectedReplay<JournalReplay.Derived> all = new CollectedReplay<>();
    Replayed replayed =
        JournalReplay.run(
            journal,
            entries,
            new JournalReplay.Scope(domain, domain, partitions, serdes, proofs),
            lookup,
            EmptyStores.IN_MEMORY,
            all);
    return new ReplayReport(
        domain,
        journal,
        all.facts().stream().map(JournalReplay.Derived::consequence).toList(),
        all.sent(),
        all.taken(),
        replayed.owes(),
        all.differences());
  }

  /** Verdicts derived, in order. */
  public List<VerdictIssued> verdicts() {
    return of(VerdictIssued.class);
  }

  /** Movements derived, in order. */
  public List<AccountEffect.Moved> movements() {
    return of(AccountEffect.Moved.class);
  }

  /** Standings derived last, by account. */
  public Map<Address, AccountEffect.StandingChanged> standings() {
    Map<Address, AccountEffect.StandingChanged> newest = new HashMap<>();
    of(AccountEffect.StandingChanged.class)
        .forEach(changed -> newest.put(changed.book().account(), changed));
    return newest;
  }

  private <T extends Consequence> List<T> of(Class<T> type) {
    return consequences.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** Differences between what was derived and verdicts that this journal's partition published. */
  public List<Difference> compareVerdicts(List<Verdict> published) {
    Map<String, String> derived = new HashMap<>();
    verdicts().forEach(v -> derived.put(v.id().hex(), MarketRecords.verdict(v).toString()));
    Map<String, String> found = new HashMap<>();
    published.forEach(v -> found.put(v.getVerdictId(), v.toString()));
    return compare(Difference.Kind.DIFFERENT_VERDICT, derived, found);
  }

  /** The same for movements, balances included. */
  public List<Difference> compareMovements(List<LedgerMovement> published) {
    Map<String, String> derived = new HashMap<>();
    movements()
        .forEach(m -> derived.put(m.id().hex(), MarketRecords.movement(m, domain).toString()));
    Map<String, String> found = new HashMap<>();
    published.forEach(m -> found.put(m.getMovementId(), m.toString()));
    return compare(Difference.Kind.DIFFERENT_MOVEMENT, derived, found);
  }

  private List<Difference> compare(
      Difference.Kind kind, Map<String, String> derived, Map<String, String> published) {
    List<Difference> differences = new ArrayList<>();
    derived.forEach((id, text) -> {
      String other = published.get(id);
      if (!text.equals(other)) {
        differences.add(new Difference(kind, journal, -1, id, differs(text, other)));
      }
    });
    published.keySet().stream()
        .filter(id -> !derived.containsKey(id))
        .forEach(
            id -> differences.add(new Difference(kind, journal, -1, id, id + " was not derived")));
    return differences;
  }

  private static String differs(String derived, @Nullable String published) {
    return published == null
        ? "derived and not published: " + derived
        : "derived as " + derived + ", published as " + published;
  }
}
