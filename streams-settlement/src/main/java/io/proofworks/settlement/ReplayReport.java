package io.proofworks.settlement;

import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Registration;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.serde.Decoder;
import io.proofworks.settlement.domain.AccountEffect;
import io.proofworks.settlement.domain.VerdictIssued;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a replay of a journal gave.
 *
 * @param entries read, of which a replay that could not go on has not applied all
 * @param verdicts derived, in order
 * @param movements derived, in order
 * @param standings derived last, by account
 * @param differences between the journal and the log; empty when the journal is true
 */
public record ReplayReport(
    Hash32 domain,
    String journal,
    int entries,
    List<VerdictIssued> verdicts,
    List<AccountEffect.Moved> movements,
    Map<Address, AccountEffect.StandingChanged> standings,
    List<Difference> differences) {

  /** What can be wrong. */
  public enum Kind {
    /** Sequence, previous hash or entry hash do not recompute. */
    BROKEN_CHAIN,
    /** The log has no such record. */
    MISSING_INPUT,
    /** The record in the log is not the one that was applied. */
    DIGEST_MISMATCH,
    /** Verdicts or movements of an entry are not those that follow from its input. */
    DIFFERENT_OUTCOME,
    /** The entry's input cannot have been applied at all. */
    NOT_APPLICABLE,
    /** A published verdict is not the derived one, is missing, or was never derived. */
    DIFFERENT_VERDICT,
    /** The same of a ledger movement. */
    DIFFERENT_MOVEMENT,
    /** The same of a prover's standing and reliability, as last published. */
    DIFFERENT_STANDING
  }

  /**
   * @param sequence of the journal's entry; -1 where it is not about one
   * @param subject id of the verdict or movement it is about; empty where it is about an entry
   */
  public record Difference(
      Kind kind, String journal, long sequence, String subject, String detail) {}

  public ReplayReport {
    verdicts = List.copyOf(verdicts);
    movements = List.copyOf(movements);
    standings = Map.copyOf(standings);
    differences = List.copyOf(differences);
  }

  /** Differences between what was derived and verdicts that this journal's partition published. */
  public List<Difference> compareVerdicts(List<Verdict> published) {
    Map<String, String> derived = new HashMap<>();
    verdicts.forEach(v -> derived.put(v.id().hex(), MarketRecords.verdict(v).toString()));
    Map<String, String> found = new HashMap<>();
    published.forEach(v -> found.put(v.getVerdictId(), v.toString()));
    return compare(Kind.DIFFERENT_VERDICT, derived, found);
  }

  /** The same for movements, balances included. */
  public List<Difference> compareMovements(List<LedgerMovement> published) {
    Map<String, String> derived = new HashMap<>();
    movements.forEach(m -> derived.put(m.id().hex(), MarketRecords.movement(m, domain).toString()));
    Map<String, String> found = new HashMap<>();
    published.forEach(m -> found.put(m.getMovementId(), m.toString()));
    return compare(Kind.DIFFERENT_MOVEMENT, derived, found);
  }

  /** The same for what was last published of each prover, reliability included. */
  public List<Difference> compareStandings(
      List<ProverStanding> published, Decoder<Registration> registrations) {
    Map<String, String> derived = new HashMap<>();
    standings.forEach((account, changed) ->
        derived.put(
            account.hex(), MarketRecords.standing(changed, domain, registrations).toString()));
    Map<String, String> found = new HashMap<>();
    published.forEach(s -> found.put(s.getProverId(), s.toString()));
    return compare(Kind.DIFFERENT_STANDING, derived, found);
  }

  private List<Difference> compare(
      Kind kind, Map<String, String> derived, Map<String, String> published) {
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
