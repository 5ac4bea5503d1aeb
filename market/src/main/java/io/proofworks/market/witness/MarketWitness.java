package io.proofworks.market.witness;

import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.avro.JournalEntry;
import io.proofworks.market.witness.JournalTrail.Claimed;
import io.proofworks.operations.LogCode;
import io.proofworks.protocol.Hash32;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.NoteKey;
import io.proofworks.topics.Journals;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a market's journals cosigned as they grow: reads entries and checkpoints from the log and
 * compares them itself, so nobody has to send proofs. Used by one thread.
 */
public final class MarketWitness {

  private static final Logger log = LoggerFactory.getLogger(MarketWitness.class);

  private final Hash32 domain;
  private final byte[] journalKey;
  private final Witness witness;
  private final Map<String, JournalTrail> trails = new TreeMap<>();

  /**
   * @param journalKey public key that signs the market's checkpoints
   */
  public MarketWitness(Hash32 domain, byte[] journalKey, Witness witness) {
    this.domain = domain;
    this.journalKey = journalKey.clone();
    this.witness = witness;
  }

  /** The key of an origin of this market. */
  public static Optional<NoteKey> key(Hash32 domain, byte[] journalKey, String origin) {
    return origin.startsWith(Journals.origin(domain, ""))
        ? Optional.of(new NoteKey(origin, journalKey))
        : Optional.empty();
  }

  /** Takes what stands on {@code market.journal}; of each journal in its order. */
  public void entry(JournalEntry entry) {
    trail(entry.getJournal()).entry(Hash32.tryParse(entry.getEntryHash()).orElse(Hash32.ZERO));
  }

  /** Takes what stands on {@code market.checkpoints}; one that the key did not sign is nothing. */
  public void checkpoint(JournalCheckpoint record) {
    String origin = Journals.origin(domain, record.getJournal());
    Checkpoint.open(record.getNote(), new NoteKey(origin, journalKey))
        .filter(checkpoint -> checkpoint.origin().equals(origin))
        .ifPresent(c -> trail(record.getJournal()).claim(new Claimed(c, record.getNote())));
  }

  private JournalTrail trail(String journal) {
    return trails.computeIfAbsent(journal, j -> new JournalTrail());
  }

  /** Cosigns the newest checkpoint of each journal, as far as it was read; how many that were. */
  public int cosign() {
    int cosigned = 0;
    for (Map.Entry<String, JournalTrail> trail : trails.entrySet()) {
      cosigned += cosign(Journals.origin(domain, trail.getKey()), trail.getValue()) ? 1 : 0;
    }
    return cosigned;
  }

  private boolean cosign(String origin, JournalTrail trail) {
    Optional<Checkpoint> last = witness.last(origin);
    Optional<Claimed> reached = trail.advance(last);
    trail.broken().filter(why -> !witness.evidence().contains(why)).ifPresent(this::accuse);
    if (reached.isEmpty()) {
      return false;
    }
    Answer answer =
        witness.add(
            last.map(Checkpoint::size).orElse(0L),
            (earlier, later) -> last.filter(earlier::equals).isPresent(),
            reached.get().note());
    return answer instanceof Answer.Cosigned;
  }

  private void accuse(String why) {
    log.error("{} {}", LogCode.HISTORY_FORKED, why);
    witness.accuse(why);
  }
}
