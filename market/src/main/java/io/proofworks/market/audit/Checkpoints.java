package io.proofworks.market.audit;

import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.avro.JournalEntry;
import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.protocol.Hash32;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.MerkleTree;
import io.proofworks.tlog.NoteKey;
import io.proofworks.topics.Journals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds signed checkpoints against the journals they are over. */
final class Checkpoints {

  private final Hash32 domain;
  private final Optional<byte[]> key;
  private final Map<String, MerkleTree> trees = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private int good;

  Checkpoints(Hash32 domain, Optional<byte[]> key, Map<String, List<JournalEntry>> journals) {
    this.domain = domain;
    this.key = key;
    journals.forEach((journal, entries) -> trees.put(journal, tree(entries)));
  }

  private static MerkleTree tree(List<JournalEntry> entries) {
    MerkleTree tree = new MerkleTree();
    entries.forEach(
        e -> tree.append(Hash32.tryParse(e.getEntryHash()).orElse(Hash32.ZERO).bytes()));
    return tree;
  }

  /** Looks at one that stands at a place. */
  void check(JournalCheckpoint record, String at) {
    Optional<String> fault = fault(record);
    fault.ifPresent(detail -> findings.add(new Finding("BAD_CHECKPOINT", at, detail)));
    good += fault.isEmpty() ? 1 : 0;
  }

  private Optional<String> fault(JournalCheckpoint record) {
    String origin = Journals.origin(domain, record.getJournal());
    Optional<Checkpoint> stated =
        key.isPresent()
            ? Checkpoint.open(record.getNote(), new NoteKey(origin, key.get()))
            : Checkpoint.unverified(record.getNote());
    if (stated.isEmpty()) {
      return Optional.of(key.isPresent() ? "not signed by the journal key" : "not a checkpoint");
    }
    Checkpoint checkpoint = stated.get();
    if (!checkpoint.origin().equals(origin) || checkpoint.size() != record.getTreeSize()) {
      return Optional.of("the note is of " + checkpoint.origin() + " at " + checkpoint.size());
    }
    MerkleTree tree = trees.getOrDefault(record.getJournal(), new MerkleTree());
    if (checkpoint.size() > tree.size()) {
      return Optional.of(
          record.getJournal() + " has " + tree.size() + " entries, not " + checkpoint.size());
    }
    return tree.root(checkpoint.size()).equals(checkpoint.root())
        ? Optional.empty()
        : Optional.of("another root at " + checkpoint.size());
  }

  int good() {
    return good;
  }

  List<Finding> findings() {
    return findings;
  }
}
