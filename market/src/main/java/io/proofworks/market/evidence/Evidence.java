package io.proofworks.market.evidence;

import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.RecordDigest;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.journal.Consequence;
import io.proofworks.runtime.journal.JournalChain;
import io.proofworks.tlog.Merkle;
import java.util.List;
import java.util.Map;

/**
 * A record that the market applied, and who has seen that it did. It says nothing by itself: {@link
 * EvidenceCheck} does.
 *
 * @param record as it stands on its topic
 * @param entry of the journal that applied it
 * @param outcome texts of what followed, in order, as docs/journal.md lists them; empty where they
 *     are not public
 * @param cosigned by witnesses
 */
public record Evidence(
    Hash32 domain, Applied record, Entry entry, List<String> outcome, List<Cosigned> cosigned) {

  public Evidence {
    outcome = List.copyOf(outcome);
    cosigned = List.copyOf(cosigned);
  }

  /**
   * A record of the log.
   *
   * @param at with its append time
   */
  public record Applied(Coordinates at, byte[] key, byte[] value) {

    Hash32 digest() {
      return RecordDigest.of(key, value);
    }
  }

  /**
   * What an entry's hash is over, besides the record.
   *
   * @param clocks log time of each input topic, epoch milliseconds
   */
  public record Entry(
      String journal,
      long sequence,
      Hash32 previousHash,
      Map<String, Long> clocks,
      Hash32 outcomeDigest) {

    public Entry {
      clocks = Map.copyOf(clocks);
    }
  }

  /**
   * A tree of the journal that a witness cosigned, and the entry's path to its root.
   *
   * @param witness name of its key
   * @param size entries of the tree
   * @param time by the witness's clock, POSIX seconds
   * @param path from the entry upwards (RFC 6962)
   */
  public record Cosigned(
      String witness, long size, Hash32 root, long time, byte[] signature, List<Hash32> path) {

    public Cosigned {
      path = List.copyOf(path);
    }
  }

  /** Hash of the entry, over the record as it is given here. */
  Hash32 entryHash() {
    return JournalChain.entryHash(
        new JournalChain.Head(entry.sequence(), entry.previousHash()),
        record.at(),
        record.digest(),
        entry.clocks(),
        entry.outcomeDigest());
  }

  /** Whether the entry is in a tree that was cosigned. */
  boolean isIn(Cosigned tree) {
    return Merkle.isIncluded(
        Merkle.leaf(entryHash().bytes()), entry.sequence(), tree.size(), tree.path(), tree.root());
  }

  /** Digest of what followed, if these texts did. */
  static Hash32 digestOf(List<String> texts) {
    return JournalChain.outcomeDigest(texts.stream().map(Text::new).toList());
  }

  private record Text(String outcome) implements Consequence {}
}
