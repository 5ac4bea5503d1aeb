package io.proofworks.market.audit;

import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Verdict;
import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.settlement.replay.ReplayReport;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * What settlement published, against what follows from its journals: verdicts, ledger movements and
 * standings, record for record, both ways.
 */
final class Published {

  /** Verdicts of these kinds come from settlement alone. */
  private static final Set<String> OF_SETTLEMENT =
      Set.of("TASK", "ASSIGNMENT", "COMMIT", "REVEAL", "GRANT", "WINDOW", "REGISTRATION", "STAKE");

  private final Decoding decoding;
  private final List<Finding> findings = new ArrayList<>();

  /** Where verdicts, movements and standings stand, by their ids. */
  private final Map<String, String> places = new HashMap<>();

  Published(Decoding decoding) {
    this.decoding = decoding;
  }

  /** What is wrong with what stands on the topics. */
  List<Finding> compare(List<ReplayReport> reports) {
    verdicts(reports);
    movements(reports);
    standings(reports);
    return List.copyOf(findings);
  }

  /** A difference as a finding, where the record stands that it is about. */
  Finding finding(Difference difference) {
    return new Finding(
        difference.kind().name(),
        places.getOrDefault(
            difference.subject(), difference.journal() + " " + difference.sequence()),
        difference.detail());
  }

  /** Scheduling answers what takes a batch back, settlement what takes each of its tasks back. */
  static boolean isOfSettlement(Verdict verdict) {
    boolean ofTask =
        verdict.getKind().equals(VerdictKind.SUPERSESSION.name())
            && verdict.getInput() != null
            && verdict.getInput().getTopic().equals(Topics.TASKS.name());
    return ofTask || OF_SETTLEMENT.contains(verdict.getKind());
  }

  /** What a topic publishes by id; a second record of an id is a finding. */
  private <V extends SpecificRecord> Map<String, V> published(
      Topic<V> topic, Function<V, String> id) {
    Map<String, V> published = new HashMap<>();
    decoded(
        topic,
        (value, at) -> {
          published.put(id.apply(value), value);
          String before = places.put(id.apply(value), at);
          if (before != null) {
            findings.add(new Finding("PUBLISHED_TWICE", at, "also at " + before));
          }
        });
    return published;
  }

  private void verdicts(List<ReplayReport> reports) {
    Map<String, Verdict> published = published(Topics.VERDICTS, Verdict::getVerdictId);
    Set<String> derived = new HashSet<>();
    for (ReplayReport report : reports) {
      Set<String> own = new HashSet<>();
      report.verdicts().forEach(v -> own.add(v.id().hex()));
      report
          .compareVerdicts(own.stream().filter(published::containsKey).map(published::get).toList())
          .forEach(this::found);
      derived.addAll(own);
    }
    verdictKeys(reports);
    published.values().stream()
        .filter(v -> isOfSettlement(v) && !derived.contains(v.getVerdictId()))
        .forEach(v -> found(notDerived(Difference.Kind.DIFFERENT_VERDICT, v.getVerdictId())));
  }

  private void verdictKeys(List<ReplayReport> reports) {
    Map<String, String> keys = new HashMap<>();
    reports.forEach(report -> report.verdicts().forEach(v -> keys.put(v.id().hex(), v.key())));
    for (Decoding.Found<Verdict> found : decoding.all(Topics.VERDICTS)) {
      String key = keys.get(found.value().getVerdictId());
      if (key != null && !found.record().key().equals(Optional.of(key))) {
        findings.add(new Finding("MISPLACED", found.place(), "its key is " + key));
      }
    }
  }

  private void movements(List<ReplayReport> reports) {
    Map<String, LedgerMovement> published = published(Topics.LEDGER, LedgerMovement::getMovementId);
    Set<String> derived = new HashSet<>();
    for (ReplayReport report : reports) {
      Set<String> own = new HashSet<>();
      report.movements().forEach(m -> own.add(m.id().hex()));
      report
          .compareMovements(
              own.stream().filter(published::containsKey).map(published::get).toList())
          .forEach(this::found);
      derived.addAll(own);
    }
    published.keySet().stream()
        .filter(id -> !derived.contains(id))
        .forEach(id -> found(notDerived(Difference.Kind.DIFFERENT_MOVEMENT, id)));
  }

  /** Of each prover what stands there now; the topic is compacted. */
  private void standings(List<ReplayReport> reports) {
    Map<String, ProverStanding> newest = new HashMap<>();
    decoded(
        Topics.PROVERS,
        (standing, at) -> {
          newest.put(standing.getProverId(), standing);
          places.put(standing.getProverId(), at);
        });
    Set<String> derived = new HashSet<>();
    for (ReplayReport report : reports) {
      Set<String> own = new HashSet<>();
      report.standings().keySet().forEach(account -> own.add(account.hex()));
      report
          .compareStandings(
              own.stream().filter(newest::containsKey).map(newest::get).toList(),
              decoding.serdes().decoder(Topics.REGISTRATIONS))
          .forEach(this::found);
      derived.addAll(own);
    }
    newest.keySet().stream()
        .filter(id -> !derived.contains(id))
        .forEach(id -> found(notDerived(Difference.Kind.DIFFERENT_STANDING, id)));
  }

  private static Difference notDerived(Difference.Kind kind, String id) {
    return new Difference(kind, "any", -1, id, id + " was not derived");
  }

  private void found(Difference difference) {
    findings.add(finding(difference));
  }

  private <V extends SpecificRecord> void decoded(Topic<V> topic, BiConsumer<V, String> taker) {
    decoding.each(topic, taker, findings::add);
  }
}
