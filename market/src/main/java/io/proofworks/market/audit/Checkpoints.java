package io.proofworks.market.audit;

import io.proofworks.avro.Cosignature;
import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.NoteKey;
import io.proofworks.tlog.Witnesses;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Holds signed checkpoints against the journals they are over, against each other, and against
 * those that an auditor kept. First all that is claimed is collected on disk, then the journals are
 * gone through once: nothing of them stays in memory but the frontiers of their trees.
 */
public final class Checkpoints {

  /**
   * What of a journal is signed for.
   *
   * @param entries of it
   * @param checkpoints of it that are right
   * @param size entries that the largest of these is over; 0 without one
   * @param note that one, as signed; empty without one
   * @param lastTime append time of its last entry's input, epoch milliseconds
   */
  public record Signed(
      String journal, long entries, int checkpoints, long size, String note, long lastTime) {}

  private final Run run;
  private final Hash32 domain;
  private final Optional<byte[]> key;
  private final List<Audit.FormerKey> formerKeys;
  private final Witnesses witnesses;
  private final Findings findings;
  private final Set<String> witnessed = new HashSet<>();

  /** By journal and witness the largest. */
  private final Map<String, Map<String, Checkpoint>> cosigned = new TreeMap<>();

  /** The same of those that came while the log was read. */
  private final Map<String, Map<String, Checkpoint>> late = new TreeMap<>();

  private final Map<String, JournalClaims> claims = new TreeMap<>();
  private final List<Signed> signed = new ArrayList<>();

  private Checkpoints(Run run) {
    this.run = run;
    this.domain = run.scope().domain();
    this.key = run.scope().journalKey();
    this.formerKeys = run.scope().formerKeys();
    this.witnesses = run.scope().witnesses();
    this.findings = run.findings();
  }

  /**
   * Checks those of a log.
   *
   * @throws IllegalArgumentException when a note that was kept is not of this market, or not signed
   *     by its journal key
   */
  static Checkpoints of(Run run) {
    Checkpoints checkpoints = new Checkpoints(run);
    run.scope().kept().forEach(checkpoints::keep);
    run.log()
        .all(Topics.COSIGNATURES)
        .forEach(found -> checkpoints.cosigned(found.value(), run.torn().has(found.record())));
    checkpoints.keepCosigned();
    run.log().each(Topics.CHECKPOINTS, checkpoints::claim, run.findings());
    Map<String, SignedWalk> walks = new TreeMap<>();
    run.log()
        .all(Topics.JOURNAL)
        .filter(found -> Journals.isName(found.value().getJournal()))
        .forEach(found ->
            walks
                .computeIfAbsent(found.value().getJournal(), checkpoints::walk)
                .step(found.value(), found.time(), run.torn().has(found.record())));
    checkpoints.conclude(walks);
    return checkpoints;
  }

  private SignedWalk walk(String journal) {
    return new SignedWalk(journal, of(journal), findings);
  }

  private JournalClaims of(String journal) {
    return claims.computeIfAbsent(journal, j -> new JournalClaims(run.scratch(), findings));
  }

  private void keep(String note) {
    Checkpoint stated =
        Checkpoint.unverified(note)
            .orElseThrow(() -> new IllegalArgumentException("not a checkpoint: " + note));
    String prefix = Journals.origin(domain, "");
    if (!stated.origin().startsWith(prefix)) {
      throw new IllegalArgumentException("a kept checkpoint is of another log: " + stated.origin());
    }
    if (open(note, stated.origin(), Long.MIN_VALUE).isEmpty()) {
      throw new IllegalArgumentException(
          "a kept checkpoint is not signed by the journal key: " + stated.origin());
    }
    if (!witnesses.suffice(note)) {
      return; // anybody with the journal key could have made it
    }
    String journal = stated.origin().substring(prefix.length());
    witnessed.add(journal);
    of(journal).add(new Claim(stated.size(), stated.root(), Claim.KEPT, note));
  }

  /** The largest that each named witness cosigned of each journal; what others wrote is nothing. */
  private void cosigned(Cosignature record, boolean torn) {
    witnesses
        .cosigned(Journals.origin(domain, record.getJournal()), record)
        .ifPresent(checkpoint ->
            (torn ? late : cosigned)
                .computeIfAbsent(record.getJournal(), journal -> new TreeMap<>())
                .merge(record.getWitness(), checkpoint, (a, b) -> a.size() > b.size() ? a : b));
  }

  /** Each has to be continued, whether they are enough or not. */
  private void keepCosigned() {
    cosigned.forEach((journal, byWitness) -> keepCosigned(journal, byWitness, Claim.KEPT));
    late.forEach((journal, byWitness) -> keepCosigned(journal, byWitness, Claim.LATE));
    Stream.concat(cosigned.keySet().stream(), late.keySet().stream())
        .filter(this::isCosignedByEnough)
        .forEach(witnessed::add);
  }

  private void keepCosigned(String journal, Map<String, Checkpoint> byWitness, String at) {
    byWitness.forEach((witness, checkpoint) ->
        of(journal)
            .add(
                new Claim(
                    checkpoint.size(),
                    checkpoint.root(),
                    at,
                    checkpoint.text() + "cosigned by " + witness)));
  }

  private boolean isCosignedByEnough(String journal) {
    Map<String, Checkpoint> all = new TreeMap<>(late.getOrDefault(journal, Map.of()));
    all.putAll(cosigned.getOrDefault(journal, Map.of()));
    return witnesses.enough(all.values().stream().map(Checkpoint::size).toList()) > 0;
  }

  private void claim(JournalCheckpoint record, InboundRecord stands) {
    String at = stands.coordinates().toString();
    String origin = Journals.origin(domain, record.getJournal());
    if (!Journals.isName(record.getJournal())) {
      bad(at, "no journal is called " + record.getJournal());
      return;
    }
    Optional<Checkpoint> stated = open(record.getNote(), origin, stands.time());
    if (stated.isEmpty()) {
      bad(at, key.isPresent() ? "not signed by the journal key" : "not a checkpoint");
      return;
    }
    Checkpoint checkpoint = stated.get();
    if (!checkpoint.origin().equals(origin)
        || !record.getDomain().equals(domain.hex())
        || checkpoint.size() != record.getTreeSize()) {
      bad(at, "the note is of " + checkpoint.origin() + " at " + checkpoint.size());
      return;
    }
    of(record.getJournal())
        .add(new Claim(checkpoint.size(), checkpoint.root(), at, record.getNote()));
  }

  /**
   * By the key, or by one that was the key then; by none where nobody knows it.
   *
   * @param written epoch milliseconds
   */
  private Optional<Checkpoint> open(String note, String origin, long written) {
    return key.isEmpty()
        ? Checkpoint.unverified(note)
        : Stream.concat(
                key.stream(),
                formerKeys.stream()
                    .filter(former -> written < former.until())
                    .map(Audit.FormerKey::key))
            .flatMap(by -> Checkpoint.open(note, new NoteKey(origin, by)).stream())
            .findFirst();
  }

  private void bad(String at, String detail) {
    findings.certain("BAD_CHECKPOINT", at, detail);
  }

  private void conclude(Map<String, SignedWalk> walks) {
    claims.forEach((journal, claimed) -> {
      if (!walks.containsKey(journal)) {
        claimed.ofNoEntries(journal);
      }
    });
    walks
        .values()
        .forEach(walk -> {
          Signed journal = walk.conclude(run::isDue);
          signed.add(journal);
          if (witnesses.needed() > 0 && !witnessed.contains(journal.journal())) {
            findings.add(
                "NOT_WITNESSED",
                journal.journal(),
                "no checkpoint of it is there that " + witnesses + " cosigned");
          }
        });
  }

  /** Of all journals together. */
  int good() {
    return signed.stream().mapToInt(Signed::checkpoints).sum();
  }

  List<Signed> signed() {
    return signed;
  }
}
