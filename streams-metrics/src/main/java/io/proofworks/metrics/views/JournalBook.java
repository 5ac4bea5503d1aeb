package io.proofworks.metrics.views;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.protocol.Hash32;
import io.proofworks.tlog.MerkleTree;
import io.proofworks.tlog.WitnessKey;
import io.proofworks.tlog.Witnesses;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Journals: their Merkle trees, where each input is in them, their newest checkpoint, and how far
 * the witnesses have cosigned them. While enough of these have not cosigned the newest checkpoint,
 * {@code unwitnessedSince} says since when: the log time of the first checkpoint that nobody
 * cosigned, or of what was cosigned last.
 */
record JournalBook(Shelf shelf, Witnesses witnesses) implements Book {

  static final String JOURNALS = "journal";
  static final String UNWITNESSED = "unwitnessedSince";

  @Override
  public void take(ViewEvent.Shown shown, ObjectNode record) {
    Subject journal = shown.subject();
    ObjectNode head = shelf.headOrNew(journal);
    head.put("journal", journal.id());
    switch (shown.type()) {
      case "JournalCheckpoint" -> checkpoint(shown.time(), head, record);
      case "Cosignature" -> cosignature(shown.time(), head, record);
      default -> entry(journal, head, record);
    }
    shelf.putHead(journal, head);
    shelf.list(JOURNALS, journal.id());
  }

  private void checkpoint(long time, ObjectNode head, ObjectNode record) {
    if (record.path("treeSize").asLong() >= head.path("treeSize").asLong()) {
      head.set("treeSize", record.get("treeSize"));
      head.set("note", record.get("note"));
    }
    if (witnesses.needed() == 0) {
      head.remove(UNWITNESSED); // nobody is named any more
    } else if (isBehind(head) && !head.has(UNWITNESSED)) {
      head.put(UNWITNESSED, time);
    }
  }

  private static boolean isBehind(ObjectNode head) {
    return head.path("treeSize").asLong() > head.path("witnessedSize").asLong();
  }

  private void cosignature(long time, ObjectNode head, ObjectNode record) {
    ObjectNode all = head.withObject("/cosigned");
    ObjectNode one = all.withObjectProperty(record.path("witness").asText());
    long size = record.path("treeSize").asLong();
    if (size < one.path("size").asLong()) {
      return;
    }
    one.put("size", size).put("at", time);
    long before = head.path("witnessedSize").asLong();
    long enough = witnesses.enough(sizes(all));
    head.put("witnessedSize", enough);
    if (!isBehind(head)) {
      head.remove(UNWITNESSED);
    } else if (enough > before) {
      head.put(UNWITNESSED, time);
    }
  }

  /** What each of the named has cosigned; others were named before. */
  private List<Long> sizes(ObjectNode all) {
    return witnesses.keys().stream()
        .map(WitnessKey::name)
        .filter(all::has)
        .map(name -> all.path(name).path("size").asLong())
        .toList();
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
