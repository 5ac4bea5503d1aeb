package io.proofworks.metrics.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.protocol.Hash32;
import io.proofworks.tlog.Merkle;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is served of the journals: checkpoints, and proofs (RFC 6962) that an input was applied and
 * that one checkpoint goes on where another stood. Hashes are {@code 0x} hex strings.
 */
record JournalRoutes(JournalViews views) {

  static final String KNOWN = "/v1/journals[/{name}[/checkpoint|/inclusion|/consistency]]";

  ObjectNode list() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode list = node.putArray("journals");
    for (Map.Entry<String, JournalViews.Journal> journal : views.all().entrySet()) {
      list.add(summary(journal.getKey(), journal.getValue()));
    }
    return node;
  }

  ObjectNode one(String name) {
    return summary(name, journal(name));
  }

  private static ObjectNode summary(String name, JournalViews.Journal journal) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("journal", name).put("entries", journal.tree().size());
    journal.checkpoint().ifPresent(c -> node.put("checkpoint", c.getNote()));
    return node;
  }

  private JournalViews.Journal journal(String name) {
    JournalViews.Journal journal = views.all().get(name);
    if (journal == null) {
      throw new Problem(404, "journal-not-found", "no journal " + name);
    }
    return journal;
  }

  /** The newest checkpoint as it is signed. */
  String checkpoint(String name) {
    return newest(name, journal(name)).getNote();
  }

  private static JournalCheckpoint newest(String name, JournalViews.Journal journal) {
    return journal
        .checkpoint()
        .orElseThrow(() ->
            new Problem(
                404,
                "no-checkpoint",
                name
                    + " has no signed checkpoint yet; settlement signs with app.journal.key.file"));
  }

  /** Proves an entry, by its index or by the input that it applied, to be in a tree. */
  ObjectNode inclusion(String name, @Nullable String query) {
    Parameters asked =
        Parameters.parse(query, List.of("index", "topic", "partition", "offset", "size"));
    JournalViews.Journal journal = journal(name);
    long size = size(asked, "size", journal).orElseGet(() -> newest(name, journal).getTreeSize());
    long index = asked.whole("index").orElseGet(() -> indexOf(asked, journal));
    if (index >= size) {
      throw new Problem(
          409, "not-in-that-tree", "entry " + index + " is not in the tree of size " + size);
    }
    Hash32 entry = journal.entry(index);
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("journal", name).put("index", index).put("size", size);
    node.put("entryHash", entry.hex()).put("leafHash", Merkle.leaf(entry.bytes()).hex());
    node.put("root", journal.tree().root(size).hex());
    return withProof(node, journal.tree().inclusion(index, size), journal);
  }

  private static long indexOf(Parameters asked, JournalViews.Journal journal) {
    JournalViews.Place place =
        new JournalViews.Place(
            asked.required("topic"),
            Math.toIntExact(asked.whole("partition").orElseThrow(() -> missing("partition"))),
            asked.whole("offset").orElseThrow(() -> missing("offset")));
    return journal
        .find(place)
        .orElseThrow(
            () -> new Problem(404, "entry-not-found", "this journal has not applied " + place));
  }

  private static Problem missing(String name) {
    return new Problem(400, "bad-parameter", "index, or topic, partition and offset: no " + name);
  }

  /** Proves that a tree is the beginning of a larger one. */
  ObjectNode consistency(String name, @Nullable String query) {
    Parameters asked = Parameters.parse(query, List.of("from", "to"));
    JournalViews.Journal journal = journal(name);
    long to = size(asked, "to", journal).orElseGet(() -> newest(name, journal).getTreeSize());
    long from = size(asked, "from", journal).orElseThrow(() -> missing("from"));
    if (from < 1 || from > to) {
      throw new Problem(400, "bad-parameter", "from is 1 to " + to);
    }
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("journal", name).put("from", from).put("to", to);
    node.put("fromRoot", journal.tree().root(from).hex());
    node.put("toRoot", journal.tree().root(to).hex());
    return withProof(node, journal.tree().consistency(from, to), journal);
  }

  private static Optional<Long> size(Parameters asked, String name, JournalViews.Journal journal) {
    Optional<Long> size = asked.whole(name);
    if (size.isPresent() && size.get() > journal.tree().size()) {
      throw new Problem(
          400, "bad-parameter", name + " is at most " + journal.tree().size() + ", what is known");
    }
    return size;
  }

  private static ObjectNode withProof(
      ObjectNode node, List<Hash32> proof, JournalViews.Journal journal) {
    ArrayNode hashes = node.putArray("proof");
    proof.forEach(hash -> hashes.add(hash.hex()));
    journal.checkpoint().ifPresent(c -> node.put("checkpoint", c.getNote()));
    return node;
  }
}
