package io.proofworks.metrics.query;

import io.proofworks.avro.Coordinates;
import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.avro.JournalEntry;
import io.proofworks.protocol.Hash32;
import io.proofworks.tlog.MerkleTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The Merkle trees over the journals, to prove things from. An entry costs about 64 bytes of the
 * tree and 100 for where its input stands. Not thread-safe.
 */
final class JournalViews {

  /** Where an input stands. */
  record Place(String topic, int partition, long offset) {}

  /** One journal. */
  static final class Journal {

    private final MerkleTree tree = new MerkleTree();
    private final List<Hash32> entries = new ArrayList<>();
    private final Map<Place, Long> inputs = new HashMap<>();
    private @Nullable JournalCheckpoint newest;

    MerkleTree tree() {
      return tree;
    }

    Hash32 entry(long index) {
      return entries.get(Math.toIntExact(index));
    }

    /** The entry that applied an input. */
    Optional<Long> find(Place input) {
      return Optional.ofNullable(inputs.get(input));
    }

    /** The newest one of which all entries are known. */
    Optional<JournalCheckpoint> checkpoint() {
      return Optional.ofNullable(newest).filter(c -> c.getTreeSize() <= tree.size());
    }
  }

  private final Map<String, Journal> journals = new TreeMap<>();

  Map<String, Journal> all() {
    return journals;
  }

  private Journal of(String name) {
    return journals.computeIfAbsent(name, n -> new Journal());
  }

  /** Entries come in order; what comes again is passed over. */
  void accept(JournalEntry entry) {
    Journal journal = of(entry.getJournal());
    if (entry.getSequence() != journal.tree.size()) {
      return;
    }
    Hash32 hash = Hash32.parse(entry.getEntryHash());
    Coordinates input = entry.getInput();
    Place place = new Place(input.getTopic(), input.getPartition(), input.getOffset());
    // deadlines name the record whose time passed them, after its own entry or before
    if (isApplied(entry)) {
      journal.inputs.put(place, entry.getSequence());
    }
    journal.entries.add(hash);
    journal.tree.append(hash.bytes());
  }

  private static boolean isApplied(JournalEntry entry) {
    return entry.getClocks().keySet().stream().noneMatch(name -> name.startsWith("("));
  }

  void accept(JournalCheckpoint checkpoint) {
    of(checkpoint.getJournal()).newest = checkpoint;
  }
}
