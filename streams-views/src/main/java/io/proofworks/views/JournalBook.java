package io.proofworks.views;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.operations.LogCode;
import io.proofworks.protocol.Hash32;
import io.proofworks.tlog.MerkleTree;
import io.proofworks.tlog.WitnessKey;
import io.proofworks.tlog.Witnesses;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
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
  static final String UNWITNESSED = "unwitnessedSince";

  /** Size of the first tree that a witness cosigned and that is not this journal's. */
  static final String FORKED = "forked";

  /** What a witness cosigned and has more entries than are known: the smallest such tree. */
  private static final String AWAITED = "awaited";

  private static final Logger LOG = LoggerFactory.getLogger(JournalBook.class);

  /** A tree as a witness cosigned it, published at a log time. */
  private record Claimed(long size, String root, long at) {

    static Claimed of(JsonNode json) {
      return new Claimed(
          json.path("size").asLong(), json.path("root").asText(), json.path("at").asLong());
    }

    ObjectNode json() {
      return JsonNodeFactory.instance
          .objectNode()
          .put("size", size)
          .put("root", root)
          .put("at", at);
    }
  }

  @Override
  public void take(ViewEvent.Shown shown, ObjectNode record) {
    Subject journal = shown.subject();
    ObjectNode head = shelf.headOrNew(journal);
    head.put("journal", journal.id());
    switch (shown.type()) {
      case "JournalCheckpoint" -> checkpoint(shown.time(), head, record);
      case "Cosignature" -> cosignature(journal, shown.time(), head, record);
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

  private void cosignature(Subject journal, long time, ObjectNode head, ObjectNode record) {
    String witness = record.path("witness").asText();
    ObjectNode one = head.withObject("/cosigned").withObjectProperty(witness);
    Claimed claimed =
        new Claimed(record.path("treeSize").asLong(), record.path("root").asText(), time);
    if (claimed.size() <= head.path("entries").asLong()) {
      judge(journal, head, witness, claimed);
    } else if (!one.has(AWAITED) || claimed.size() < one.at("/awaited/size").asLong()) {
      one.set(AWAITED, claimed.json());
    }
  }

  /** The tree is large enough for what was cosigned: it is this one, or of another history. */
  private void judge(Subject journal, ObjectNode head, String witness, Claimed claimed) {
    ObjectNode one = head.withObject("/cosigned").withObjectProperty(witness);
    MerkleTree tree = new MerkleTree(nodes(journal), head.path("entries").asLong());
    if (!tree.root(claimed.size()).hex().equals(claimed.root())) {
      raise(journal, one, witness, claimed);
    } else if (claimed.size() >= one.path("size").asLong()) {
      one.put("size", claimed.size()).put("at", claimed.at());
      count(head, claimed.at());
    }
  }

  private static void raise(Subject journal, ObjectNode one, String witness, Claimed claimed) {
    if (!one.has(FORKED)) {
      one.put(FORKED, claimed.size());
      LOG.error(
          "{} journal={} witness={} size={} cosigned={}: the entries here give another root",
          LogCode.HISTORY_FORKED,
          journal.id(),
          witness,
          claimed.size(),
          claimed.root());
    }
  }

  private void count(ObjectNode head, long time) {
    long before = head.path("witnessedSize").asLong();
    long enough = witnesses.enough(sizes(head.withObject("/cosigned")));
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
      JournalNodes nodes = nodes(journal);
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
      judgeAwaited(journal, head, size + 1);
    }
  }

  private void judgeAwaited(Subject journal, ObjectNode head, long entries) {
    for (Map.Entry<String, JsonNode> one : head.path("cosigned").properties()) {
      if (one.getValue().at("/awaited/size").asLong(-1) == entries) {
        Claimed claimed = Claimed.of(((ObjectNode) one.getValue()).remove(AWAITED));
        judge(journal, head, one.getKey(), claimed);
      }
    }
  }

  private JournalNodes nodes(Subject journal) {
    return new JournalNodes(journal, shelf::raw, shelf::putRaw);
  }

  /** Deadlines name the record whose time passed them, after its own entry or before. */
  private static boolean isApplied(ObjectNode record) {
    Iterable<String> clocks = () -> record.path("clocks").fieldNames();
    return StreamSupport.stream(clocks.spliterator(), false)
        .noneMatch(name -> name.startsWith("("));
  }
}
