package io.proofworks.market.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The lines of an exported log, as whoever has the file may change them; each change is a copy. */
final class ExportText {

  private static final JsonMapper JSON = new JsonMapper();

  private final List<String> lines;

  private ExportText(List<String> lines) {
    this.lines = lines;
  }

  static ExportText of(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return new ExportText(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    }
  }

  Path write(Path file) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private static ObjectNode read(String line) {
    try {
      return (ObjectNode) JSON.readTree(line);
    } catch (IOException e) {
      throw new IllegalArgumentException(line, e);
    }
  }

  /** With the header changed. */
  private ExportText head(Consumer<ObjectNode> change) {
    ObjectNode head = read(lines.getFirst());
    change.accept(head);
    List<String> changed = new ArrayList<>(lines);
    changed.set(0, head.toString());
    return new ExportText(changed);
  }

  /** That says that it goes up to that time. */
  ExportText upTo(long time) {
    return head(head -> head.put("upTo", Long.toString(time)));
  }

  /** With other records of partition 0 of a topic. */
  private ExportText records(String topic, Consumer<List<ObjectNode>> change) {
    List<String> changed = new ArrayList<>();
    List<ObjectNode> all = new ArrayList<>();
    long count = 0;
    long upTo = 0;
    for (int i = 0; i < lines.size(); i++) {
      ObjectNode line = read(lines.get(i));
      changed.add(line.toString());
      if (line.path("topic").asText().equals(topic)) {
        for (; read(lines.get(i + 1)).has("o"); i++) {
          all.add(read(lines.get(i + 1)));
        }
        change.accept(all);
        changed.removeLast();
        changed.add(line.put("to", Long.toString(end(all, line))).toString());
        all.forEach(record -> changed.add(record.toString()));
      }
    }
    for (String line : changed) {
      JsonNode it = read(line);
      count += it.has("o") ? 1 : 0;
      upTo = Math.max(upTo, it.path("t").asLong());
    }
    changed.set(changed.size() - 1, read(changed.getLast()).put("end", "" + count).toString());
    ExportText text = new ExportText(changed);
    return read(lines.getFirst()).path("upTo").asLong() == 0 ? text : text.upTo(upTo);
  }

  private static long end(List<ObjectNode> records, ObjectNode partition) {
    long to = partition.path("to").asLong();
    return records.isEmpty() ? to : Math.max(to, records.getLast().path("o").asLong() + 1);
  }

  private static boolean isAt(ObjectNode record, long offset) {
    return record.path("o").asLong() == offset;
  }

  ExportText without(String topic, long offset) {
    return records(topic, all -> all.removeIf(record -> isAt(record, offset)));
  }

  ExportText withoutAll(String topic) {
    return records(topic, List::clear);
  }

  /** With another append time of a record. */
  ExportText redated(String topic, long offset, long time) {
    return records(
        topic,
        all ->
            all.stream()
                .filter(record -> isAt(record, offset))
                .forEach(record -> record.put("t", Long.toString(time))));
  }

  /** With the values of the first two records exchanged. */
  ExportText swapped(String topic) {
    return records(
        topic,
        all -> {
          JsonNode first = all.getFirst().get("v");
          all.getFirst().set("v", all.get(1).get("v"));
          all.get(1).set("v", first);
        });
  }

  /** With a tick after all records of a topic. */
  ExportText tick(String topic, long time) {
    return records(
        topic,
        all -> {
          ObjectNode tick = JSON.createObjectNode();
          long next = all.isEmpty() ? 1 : all.getLast().path("o").asLong() + 1;
          tick.put("o", Long.toString(next)).put("t", Long.toString(time)).put("v", "");
          tick.putArray("h").addObject().put("n", "tick").put("v", "MQ==");
          all.add(tick);
        });
  }

  /** With one a second, of the seconds since the log began. */
  ExportText ticks(String topic, int from, int to) {
    ExportText ticked = this;
    for (int second = from; second <= to; second++) {
      ticked = ticked.tick(topic, SignedLog.START + second * 1_000L);
    }
    return ticked;
  }

  /** That says that transactions of a topic were read whole only up to an offset. */
  ExportText whole(String topic, long offset) {
    return new ExportText(
        lines.stream()
            .map(ExportText::read)
            .map(line ->
                line.path("topic").asText().equals(topic)
                    ? line.put("whole", Long.toString(offset))
                    : line)
            .map(ObjectNode::toString)
            .toList());
  }

  private ExportText with(int at, String line) {
    List<String> changed = new ArrayList<>(lines);
    changed.add(at, line);
    return new ExportText(changed);
  }

  /** Texts that are no export, by what is wrong. */
  Map<String, ExportText> wrong() {
    int last = lines.size() - 1;
    Map<String, ExportText> wrong = new TreeMap<>();
    wrong.put("line 2: one header", with(1, lines.getFirst()));
    wrong.put("line 1: one header", with(0, lines.get(1)));
    wrong.put("line 1: no object", with(0, "null"));
    wrong.put("line 3: ", with(2, "{\"o\":"));
    wrong.put("out of order", with(last, lines.get(last - 1)));
    wrong.put("after the end", with(last + 1, lines.get(last)));
    wrong.put("cut off", new ExportText(lines.subList(0, last)));
    wrong.put("cannot read x", head(head -> head.put("format", "x")));
    wrong.put("line 1: no domain", head(head -> head.put("domain", "0x1")));
    wrong.put(
        "twice",
        with(last, lines.stream().filter(l -> l.contains("\"topic\"")).findFirst().orElseThrow()));
    return wrong;
  }
}
