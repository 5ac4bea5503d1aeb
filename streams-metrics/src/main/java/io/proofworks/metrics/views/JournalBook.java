package io.proofworks.metrics.views;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.protocol.Hash32;
import io.proofworks.tlog.MerkleTree;
import java.util.stream.StreamSupport;

/** Journals: their Merkle trees, where each input is in them, and their newest checkpoint. */
record JournalBook(Shelf shelf) implements Book {

  static final String JOURNALS = "journal";

  @Override
  public void take(ViewEvent.Shown shown, ObjectNode record) {
    Subject journal = shown.subject();
    ObjectNode head = shelf.headOrNew(journal);
    head.put("journal", journal.id());
    if (shown.type().equals("JournalCheckpoint")) {
      checkpoint(head, record);
    } else {
      entry(journal, head, record);
    }
    shelf.putHead(journal, head);
    shelf.list(JOURNALS, journal.id());
  }

  private static void checkpoint(ObjectNode head, ObjectNode record) {
    if (record.path("treeSize").asLong() >= head.path("treeSize").asLong()) {
      head.set("treeSize", record.get("treeSize"));
      head.set("note", record.get("note"));
    }
  }

  /** Entries come in order; what comes again is passed over. */
  private void entry(Subject journal, ObjectNode head, ObjectNode record) {
    long size = head.path("entries").asLong();
    if (record.path("sequence").asLong() == size) {
      JournalNodes nodes = new JournalNodes(journal, shelf::raw, shelf::putRaw);
      Hash32 hash = Hash32.parse(record.path("entryHash").asText());
      new MerkleTree(nodes, size).append(hash.bytes());
      nodes.putEntry(size, hash);
      if (isApplied(record)) {
        JsonNode input = record.path("input");
        nodes.putInput(
            input.path("topic").asText(),
            input.path("partition").asInt(),
            input.path("offset").asLong(),
            size);
      }
      head.put("entries", size + 1);
    }
  }

  /** Deadlines name the record whose time passed them, after its own entry or before. */
  private static boolean isApplied(ObjectNode record) {
    Iterable<String> clocks = () -> record.path("clocks").fieldNames();
    return StreamSupport.stream(clocks.spliterator(), false)
        .noneMatch(name -> name.startsWith("("));
  }
}
