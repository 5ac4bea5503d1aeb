package io.proofworks.market.cli;

import io.proofworks.avro.Task;
import io.proofworks.market.terminal.Console;
import io.proofworks.market.terminal.Table;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import io.proofworks.worker.log.LogReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code proofworks batch} and {@code task}: everything the log says of one, by append time. */
abstract class StoryCommand implements Callable<Integer> {

  /** All of a batch. */
  @Command(
      name = "batch",
      description = "Everything the log says of a batch and of its tasks, in order.")
  static final class OfBatch extends StoryCommand {
    OfBatch(Console console) {
      super(console, "batchId");
    }

    /** Commitments, reveals and windows name their task only. */
    @Override
    Set<String> tasks(Map<String, Object> kafka, MarketSerdes serdes, String wanted) {
      Set<String> tasks = new HashSet<>();
      MarketOptions.readToEnd(
          LogReader.of(kafka, serdes)
              .on(
                  Topics.TASKS,
                  record -> {
                    if (record.getEvent() instanceof Task task && isOf(task.getBatchId(), wanted)) {
                      tasks.add(record.getTaskId());
                    }
                  }));
      return tasks;
    }
  }

  /** All of a task. */
  @Command(name = "task", description = "Everything the log says of a task, in order.")
  static final class OfTask extends StoryCommand {
    OfTask(Console console) {
      super(console, "taskId");
    }

    @Override
    Set<String> tasks(Map<String, Object> kafka, MarketSerdes serdes, String wanted) {
      return Set.of(); // its records name it
    }
  }

  private record Event(long time, String topic, String subject, String what) {}

  private static final List<Topic<?>> TOPICS =
      List.of(
          Topics.BATCHES,
          Topics.SUPERSESSIONS,
          Topics.TASKS,
          Topics.ASSIGNMENTS,
          Topics.COMMITMENTS,
          Topics.REVEALS,
          Topics.VERDICTS,
          Topics.WINDOWS,
          Topics.AGGREGATION_JOBS,
          Topics.AGGREGATES,
          Topics.RECEIPTS,
          Topics.EXECUTIONS);

  private static final List<String> TELLING =
      List.of(
          "proverId",
          "author",
          "aggregatorId",
          "kind",
          "reason",
          "outcome",
          "cause",
          "epoch",
          "slashed",
          "rewarded",
          "reward",
          "detail");

  @Mixin private MarketOptions market;
  @Mixin private OutputOptions output;

  @Parameters(paramLabel = "ID", description = "The id, or its beginning, in hex.")
  private String id;

  private final Console console;
  private final String field;

  StoryCommand(Console console, String field) {
    this.console = console;
    this.field = field;
  }

  /** Tasks that belong to it, and whose records are of it. */
  abstract Set<String> tasks(Map<String, Object> kafka, MarketSerdes serdes, String wanted);

  @Override
  public Integer call() {
    String wanted = prefix(id);
    Map<String, Object> kafka = market.kafka();
    MarketSerdes serdes = market.serdes();
    Set<String> tasks = tasks(kafka, serdes, wanted);
    List<Event> events = new ArrayList<>();
    LogReader.Builder reader = LogReader.of(kafka, serdes);
    TOPICS.forEach(topic ->
        listen(
            reader,
            topic,
            record -> is(record, wanted) || tasks.contains(Row.text(record, "taskId")),
            events));
    MarketOptions.readToEnd(reader);
    if (events.isEmpty()) {
      throw new CommandException(ExitCodes.FAILED, "the log says nothing of " + id);
    }
    print(events);
    return ExitCodes.OK;
  }

  /** Lower-case hex without 0x. */
  static String prefix(String id) {
    String hex = id.toLowerCase(Locale.ROOT).replaceFirst("^0x", "");
    if (!hex.matches("[0-9a-f]{4,64}")) {
      throw new CommandException(ExitCodes.USAGE, "ID is 4 to 64 hex digits, not " + id);
    }
    return hex;
  }

  private <V extends SpecificRecord> void listen(
      LogReader.Builder reader,
      Topic<V> topic,
      Predicate<SpecificRecord> wanted,
      List<Event> events) {
    reader.onTimed(
        topic,
        (record, time) -> {
          if (wanted.test(record)) {
            String subject = Row.text(record, "taskId");
            events.add(new Event(time, topic.name(), subject, what(record)));
          }
        });
  }

  private boolean is(SpecificRecord record, String wanted) {
    SpecificRecord inner = inner(record);
    String found = Row.text(record, field);
    String text = found.isEmpty() && inner != null ? Row.text(inner, field) : found;
    return isOf(text, wanted);
  }

  static boolean isOf(String found, String wanted) {
    return found.replaceFirst("^0x", "").startsWith(wanted);
  }

  private static @org.jspecify.annotations.Nullable SpecificRecord inner(SpecificRecord record) {
    var event = record.getSchema().getField("event");
    return event != null && record.get(event.pos()) instanceof SpecificRecord r ? r : null;
  }

  private static String what(SpecificRecord record) {
    SpecificRecord inner = inner(record);
    SpecificRecord told = inner == null ? record : inner;
    StringBuilder text = new StringBuilder(told.getSchema().getName());
    for (String name : TELLING) {
      String value = Row.text(told, name);
      if (!value.isEmpty()) {
        text.append(' ').append(name).append('=').append(value);
      }
    }
    return text.toString();
  }

  private void print(List<Event> events) {
    events.sort(Comparator.comparingLong(Event::time));
    Table table = Table.of("time", "topic", "task", "what");
    for (Event event : events) {
      table =
          table.row(
              Instant.ofEpochMilli(event.time()).toString(),
              event.topic(),
              event.subject(),
              event.what());
    }
    console.print(table.format(output.format()));
  }
}
