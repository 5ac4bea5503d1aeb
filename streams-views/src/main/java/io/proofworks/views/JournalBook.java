package io.proofworks.views;

import io.proofworks.operations.LogCode;
import io.proofworks.protocol.Hash32;
import io.proofworks.tlog.MerkleTree;
import io.proofworks.tlog.WitnessKey;
import io.proofworks.tlog.Witnesses;
import io.proofworks.views.domain.Cosigned;
import io.proofworks.views.domain.KeptJournal;
import io.proofworks.views.domain.Told;
import io.proofworks.views.shape.TopicRecord;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Journals: their Merkle trees, where each input is in them, their newest checkpoint, and how far
 * the witnesses have cosigned them. A cosignature counts once all its entries are known and give
 * its root: what was cosigned of another history is none of this one, and is told. While enough
 * witnesses have not cosigned the newest checkpoint, {@code unwitnessedSince} says since when: the
 * log time of the first checkpoint that nobody cosigned, or of what was cosigned last.
 */
record JournalBook(Shelf shelf, Witnesses witnesses) implements Book {

  static final String JOURNALS = "journal";

  private static final Logger LOG = LoggerFactory.getLogger(JournalBook.class);

  @Override
  public void take(ViewEvent.Shown shown, Told told, TopicRecord record) {
    Subject journal = shown.subject();
    KeptJournal known =
        shelf.head(journal, KeptJournal.class).orElseGet(() -> KeptJournal.of(journal.id()));
    shelf.putHead(journal, after(known, journal, told, shown.time()));
    shelf.list(JOURNALS, journal.id());
  }

  private KeptJournal after(KeptJournal known, Subject journal, Told told, long time) {
    return switch (told) {
      case Told.JournalCheckpoint signed -> known.after(signed, time, witnesses.needed() > 0);
      case Told.Cosignature seen -> cosignature(known, journal, seen, time);
      case Told.JournalEntry entry -> entry(known, journal, entry);
      default -> known;
    };
  }

  private KeptJournal cosignature(
      KeptJournal known, Subject journal, Told.Cosignature seen, long time) {
    Cosigned.Claim claim = new Cosigned.Claim(seen.treeSize(), seen.root(), time);
    return claim.size() <= known.entries()
        ? judge(known, journal, seen.witness(), claim)
        : known.with(seen.witness(), known.by(seen.witness()).awaiting(claim));
  }

  /** The tree is large enough for what was cosigned: it is this one, or of another history. */
  private KeptJournal judge(
      KeptJournal known, Subject journal, String witness, Cosigned.Claim claim) {
    Cosigned one = known.by(witness);
    MerkleTree tree = new MerkleTree(nodes(journal), known.entries());
    if (!tree.root(claim.size()).hex().equals(claim.root())) {
      raise(journal, one, witness, claim);
      return known.with(witness, one.forkedBy(claim));
    } else if (one.growsBy(claim)) {
      KeptJournal counted = known.with(witness, one.after(claim));
      return counted.witnessed(witnesses.enough(sizes(counted)), claim.at());
    }
    return known;
  }

  private static void raise(Subject journal, Cosigned one, String witness, Cosigned.Claim claim) {
    if (one.forked() == null) {
      LOG.error(
          "{} journal={} witness={} size={} cosigned={}: the entries here give another root",
          LogCode.HISTORY_FORKED,
          journal.id(),
          witness,
          claim.size(),
          claim.root());
    }
  }

  /** What each of the named has cosigned; others were named before. */
  private List<Long> sizes(KeptJournal known) {
    return witnesses.keys().stream()
        .map(WitnessKey::name)
        .filter(known.cosigned()::containsKey)
        .map(known::by)
        .map(one -> one.size() == null ? 0L : one.size())
        .toList();
  }

  /** Entries come in order; what comes again is passed over. */
  private KeptJournal entry(KeptJournal known, Subject journal, Told.JournalEntry entry) {
    long size = known.entries();
    if (entry.sequence() != size) {
      return known;
    }
    JournalNodes nodes = nodes(journal);
    Hash32 hash = Hash32.parse(entry.entryHash());
    new MerkleTree(nodes, size).append(hash.bytes());
    nodes.putEntry(size, hash);
    if (entry.isApplied()) {
      nodes.putInput(entry.input(), size);
    }
    return judgeAwaited(known.grown(), journal);
  }

  private KeptJournal judgeAwaited(KeptJournal grown, Subject journal) {
    KeptJournal known = grown;
    for (Map.Entry<String, Cosigned> one : grown.cosigned().entrySet()) {
      Cosigned.Claim claim = one.getValue().awaited();
      if (claim != null && claim.size() == grown.entries()) {
        known = known.with(one.getKey(), one.getValue().awaitingNothing());
        known = judge(known, journal, one.getKey(), claim);
      }
    }
    return known;
  }

  private JournalNodes nodes(Subject journal) {
    return new JournalNodes(journal, shelf::raw, shelf::putRaw);
  }
}
