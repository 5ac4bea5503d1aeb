package io.proofworks.market.witness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.MerkleFrontier;
import io.proofworks.tlog.NoteKey;
import io.proofworks.tlog.SignedNote;
import io.proofworks.tlog.WitnessKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A witness's state as text: an object of JSON whose {@code format} says its version. Before there
 * were versions it was the notes, one after the other, which is still read. Of what is read every
 * note has to be signed by its log and cosigned by this witness: a note that somebody else put
 * there would be continued as if the witness had seen it.
 */
final class StateText {

  private static final String FORMAT = "proofworks-witness/1";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What is in a state. */
  record Memory(TreeMap<String, Kept> logs, List<Evidence> evidence) {}

  private final WitnessKey own;
  private final LogKeys logs;

  StateText(WitnessKey own, LogKeys logs) {
    this.own = own;
    this.logs = logs;
  }

  String write(Memory memory) {
    ObjectNode state = JSON.createObjectNode().put("format", FORMAT).put("witness", own.text());
    ArrayNode kept = state.putArray("logs");
    memory.logs().values().forEach(log -> write(kept.addObject(), log));
    ArrayNode evidence = state.putArray("evidence");
    memory.evidence().forEach(one -> write(evidence.addObject(), one));
    return state.toPrettyString() + "\n";
  }

  private static void write(ObjectNode to, Kept log) {
    to.put("note", log.note());
    log.tree().ifPresent(tree -> to.put("tree", HexFormat.of().formatHex(tree.bytes())));
  }

  private static void write(ObjectNode to, Evidence one) {
    to.put("origin", one.origin()).put("size", Long.toString(one.size())).put("what", one.what());
    one.notes().forEach(to.putArray("notes")::add);
  }

  /**
   * What {@link #write} wrote, or an earlier version.
   *
   * @throws IllegalArgumentException for anything else, and for a note that one of the two keys did
   *     not sign
   */
  Memory read(String text) {
    return text.stripLeading().startsWith("{") ? versioned(text) : notesOnly(text);
  }

  private Memory notesOnly(String text) {
    Memory memory = new Memory(new TreeMap<>(), new ArrayList<>());
    SignedNote.split(text).forEach(note -> add(memory.logs(), note, Optional.empty()));
    return memory;
  }

  private Memory versioned(String text) {
    JsonNode state;
    try {
      state = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is cut off or was changed", e);
    }
    String format = state.path("format").asText();
    if (!format.equals(FORMAT)) {
      throw new IllegalArgumentException(
          "its format is '%s', and this build reads %s: start the one that wrote it"
              .formatted(format, FORMAT));
    }
    if (!state.path("witness").asText().equals(own.text())) {
      throw new IllegalArgumentException(
          "it is that of %s, not of %s".formatted(state.path("witness").asText(), own.text()));
    }
    Memory memory = new Memory(new TreeMap<>(), new ArrayList<>());
    items(state, "logs").forEach(log -> add(memory.logs(), text(log, "note"), tree(log)));
    items(state, "evidence").forEach(one -> memory.evidence().add(evidence(one)));
    return memory;
  }

  private static Collection<JsonNode> items(JsonNode of, String field) {
    if (!of.path(field).isArray()) {
      throw new IllegalArgumentException("it has no " + field);
    }
    List<JsonNode> items = new ArrayList<>();
    of.path(field).forEach(items::add);
    return items;
  }

  private static String text(JsonNode of, String field) {
    if (!of.path(field).isTextual()) {
      throw new IllegalArgumentException("something in it has no " + field);
    }
    return of.path(field).asText();
  }

  private static Optional<MerkleFrontier> tree(JsonNode log) {
    return log.has("tree")
        ? Optional.of(MerkleFrontier.of(HexFormat.of().parseHex(text(log, "tree"))))
        : Optional.empty();
  }

  private static Evidence evidence(JsonNode one) {
    List<String> notes = new ArrayList<>();
    items(one, "notes").forEach(note -> notes.add(note.asText()));
    return new Evidence(
        text(one, "origin"), Long.parseLong(text(one, "size")), text(one, "what"), notes);
  }

  private void add(TreeMap<String, Kept> to, String note, Optional<MerkleFrontier> tree) {
    Checkpoint checkpoint =
        Checkpoint.unverified(note)
            .orElseThrow(() -> new IllegalArgumentException("not a checkpoint: " + note));
    String origin = checkpoint.origin();
    if (keys(origin).noneMatch(key -> SignedNote.alone(note, key).isPresent())) {
      throw new IllegalArgumentException(
          origin + " is not signed by the journals' key, nor by a former one that was named");
    }
    if (own.stamp(note).isEmpty()) {
      throw new IllegalArgumentException(origin + " is not cosigned by " + own.text());
    }
    if (to.put(origin, new Kept(checkpoint, note, tree)) != null) {
      throw new IllegalArgumentException(origin + " is in it twice");
    }
  }

  private Stream<NoteKey> keys(String origin) {
    return Stream.concat(logs.of(origin).stream(), logs.former(origin).stream());
  }
}
