package io.proofworks.market.witness;

import io.proofworks.avro.Cosignature;
import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.avro.JournalEntry;
import io.proofworks.market.witness.JournalTrail.Claimed;
import io.proofworks.operations.LogCode;
import io.proofworks.protocol.Hash32;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.MerkleFrontier;
import io.proofworks.tlog.NoteKey;
import io.proofworks.tlog.Witnesses;
import io.proofworks.topics.Journals;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a market's journals cosigned as they grow: reads entries and checkpoints from the log and
 * compares them itself, so nobody has to send proofs. What is of no journal's name is nothing. Used
 * by one thread.
 */
public final class MarketWitness {

  private static final Logger log = LoggerFactory.getLogger(MarketWitness.class);

  private final Hash32 domain;
  private final Hash32 deployment;
  private final byte[] journalKey;
  private final Witness witness;
  private final Witnesses own;
  private final Map<String, JournalTrail> trails = new TreeMap<>();
  private final Set<String> lost = new HashSet<>();
  private Optional<String> forgotten = Optional.empty();

  /** Of the first market of a deployment. */
  public MarketWitness(Hash32 domain, byte[] journalKey, Witness witness) {
    this(domain, domain, journalKey, witness);
  }

  /**
   * @param deployment the domain of its deployment's first market
   * @param journalKey public key that signs the market's checkpoints
   */
  public MarketWitness(Hash32 domain, Hash32 deployment, byte[] journalKey, Witness witness) {
    this.domain = domain;
    this.deployment = deployment;
    this.journalKey = journalKey.clone();
    this.witness = witness;
    this.own = new Witnesses(1, List.of(witness.key()));
  }

  /** The key of an origin of this market; empty where no journal is called that. */
  public static Optional<NoteKey> key(Hash32 domain, byte[] journalKey, String origin) {
    String prefix = Journals.origin(domain, "");
    return origin.startsWith(prefix) && Journals.isName(origin.substring(prefix.length()))
        ? Optional.of(new NoteKey(origin, journalKey))
        : Optional.empty();
  }

  /**
   * Those of a market.
   *
   * @param journalKey that signs its checkpoints
   * @param former that did before it
   */
  public static LogKeys keys(Hash32 domain, byte[] journalKey, List<byte[]> former) {
    return new LogKeys() {
      @Override
      public Optional<NoteKey> of(String origin) {
        return key(domain, journalKey, origin);
      }

      @Override
      public List<NoteKey> former(String origin) {
        return former.stream().flatMap(one -> key(domain, one, origin).stream()).toList();
      }
    };
  }

  /** Takes what stands on {@code market.journal}; of each journal in its order. */
  public void entry(JournalEntry entry) {
    if (Journals.isName(entry.getJournal())
        && Journals.isOf(domain, deployment, entry.getDomain())) {
      trail(entry.getJournal())
          .entry(entry.getSequence(), Hash32.tryParse(entry.getEntryHash()).orElse(Hash32.ZERO));
    }
  }

  /** Takes what stands on {@code market.checkpoints}; one that the key did not sign is nothing. */
  public void checkpoint(JournalCheckpoint record) {
    String origin = origin(record.getJournal());
    key(domain, journalKey, origin)
        .flatMap(key -> Checkpoint.open(record.getNote(), key))
        .filter(checkpoint -> checkpoint.origin().equals(origin))
        .map(checkpoint -> new Claimed(checkpoint, record.getNote()))
        .ifPresent(claimed -> trail(record.getJournal()).claim(claimed, witness.last(origin)));
  }

  /**
   * Takes what stands on {@code market.cosignatures}. What this witness signed there and does not
   * remember shows that its memory is older than it is.
   */
  public void cosignature(Cosignature record) {
    String origin = origin(record.getJournal());
    own.cosigned(origin, record)
        .filter(published -> !isRemembered(published))
        .ifPresent(published ->
            forgotten =
                Optional.of(
                    "%s was cosigned by this witness's key at %d, and its state has %s"
                        .formatted(
                            origin,
                            published.size(),
                            witness
                                .last(origin)
                                .map(last -> last.size() + " with the root " + last.root())
                                .orElse("nothing of it"))));
  }

  private boolean isRemembered(Checkpoint published) {
    return witness
        .last(published.origin())
        .filter(last -> last.size() > published.size() || last.equals(published))
        .isPresent();
  }

  /** What this witness signed and does not remember, if anything; it must not sign any more. */
  public Optional<String> forgotten() {
    return forgotten;
  }

  private JournalTrail trail(String journal) {
    return trails.computeIfAbsent(
        journal, j -> new JournalTrail(witness.tree(origin(j)).orElse(MerkleFrontier.EMPTY)));
  }

  /** Compares what was read since, and cosigns nothing yet. */
  public void follow() {
    trails.forEach((journal, trail) -> advance(journal, trail, witness.last(origin(journal))));
  }

  private String origin(String journal) {
    return Journals.origin(domain, journal);
  }

  private void advance(String journal, JournalTrail trail, Optional<Checkpoint> last) {
    trail.advance(last);
    trail.broken().ifPresent(witness::accuse);
    trail
        .lost()
        .filter(why -> lost.add(journal))
        .ifPresent(
            why -> log.error("{} journal={} cause={}", LogCode.JOURNAL_UNREADABLE, journal, why));
  }

  /** Cosigns the newest checkpoint of each journal, as far as it was read; how many that were. */
  public int cosign() {
    int cosigned = 0;
    for (Map.Entry<String, JournalTrail> trail : trails.entrySet()) {
      cosigned += cosign(trail.getKey(), trail.getValue()) ? 1 : 0;
    }
    return cosigned;
  }

  /** Another may have something cosigned meanwhile; then what was compared is not the last one. */
  private boolean cosign(String journal, JournalTrail trail) {
    Optional<Checkpoint> last = witness.last(origin(journal));
    advance(journal, trail, last);
    return trail
        .reached(last)
        .map(reached -> witness.follow(last, reached.claimed().note(), reached.tree()))
        .filter(Answer.Cosigned.class::isInstance)
        .isPresent();
  }
}
