package io.proofworks.views;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The lists of the market: what they are made of, and how a line of each reads. */
public enum MarketList {
  BATCHES("batches") {
    @Override
    List<String> lists(Map<String, String> filters) {
      return chosen(filters, "state", BatchBook.LISTS, BatchBook.states());
    }

    @Override
    Optional<ObjectNode> line(MarketView view, String id, byte[] entry, long now) {
      return view.batchBrief(id);
    }
  },
  TASKS("tasks") {
    @Override
    List<String> lists(Map<String, String> filters) {
      return chosen(
          filters, "state", TaskBook.LISTS, Stream.of(TaskState.values()).map(Enum::name).toList());
    }

    @Override
    Optional<ObjectNode> line(MarketView view, String id, byte[] entry, long now) {
      return view.taskBrief(id);
    }

    @Override
    Predicate<JsonNode> matches(Map<String, String> filters) {
      return field("taskClass", filters.get("class"));
    }
  },
  PROVERS("provers") {
    @Override
    List<String> lists(Map<String, String> filters) {
      return List.of(ActorBook.PROVERS);
    }

    @Override
    Optional<ObjectNode> line(MarketView view, String id, byte[] entry, long now) {
      return view.prover(id, now);
    }
  },
  VERDICTS("verdicts") {
    @Override
    List<String> lists(Map<String, String> filters) {
      boolean failures = "true".equals(filters.get("failures"));
      return chosen(
              filters,
              "reason",
              ActorBook.VERDICTS,
              Stream.of(Reason.values()).map(Enum::name).toList())
          .stream()
          .filter(list -> !failures || !list.endsWith("/" + Reason.ACCEPTED.name()))
          .toList();
    }

    @Override
    Optional<ObjectNode> line(MarketView view, String id, byte[] entry, long now) {
      return Optional.of(ViewReader.parse(entry));
    }

    @Override
    Predicate<JsonNode> matches(Map<String, String> filters) {
      return field("author", filters.get("author")).and(field("batchId", filters.get("batch")));
    }
  },
  RECEIPTS("receipts") {
    @Override
    List<String> lists(Map<String, String> filters) {
      return List.of(BatchBook.RECEIPTS);
    }

    @Override
    Optional<ObjectNode> line(MarketView view, String id, byte[] entry, long now) {
      return view.reader()
          .head(new Subject(Kind.BATCH, id))
          .map(head -> (ObjectNode) head.path("receipt"));
    }
  },
  ROUTES("routes") {
    @Override
    List<String> lists(Map<String, String> filters) {
      return List.of(RouteBook.ROUTES);
    }

    @Override
    Optional<ObjectNode> line(MarketView view, String id, byte[] entry, long now) {
      return view.route(ViewReader.parse(entry).path("routeId").asText(), now);
    }
  },
  JOURNALS("journals") {
    @Override
    List<String> lists(Map<String, String> filters) {
      return List.of(JournalBook.JOURNALS);
    }

    @Override
    Optional<ObjectNode> line(MarketView view, String id, byte[] entry, long now) {
      return view.journal(id).map(MarketView.Journal::brief);
    }
  };

  /** How many entries are looked at for one page; a page may be short, and then goes on. */
  private static final int LOOKED_AT = 20_000;

  /** How long the lines of one page are together, but for the last; a partition's share of it. */
  private static final long LETTERS = 1 << 20;

  private final String label;

  MarketList(String label) {
    this.label = label;
  }

  /** The name of the array in an answer, and of the path. */
  public String label() {
    return label;
  }

  abstract List<String> lists(Map<String, String> filters);

  abstract Optional<ObjectNode> line(MarketView view, String id, byte[] entry, long now);

  Predicate<JsonNode> matches(Map<String, String> filters) {
    return line -> true;
  }

  private static List<String> chosen(
      Map<String, String> filters, String filter, String name, List<String> all) {
    String one = filters.get(filter);
    return all.stream()
        .filter(state -> one == null || one.equals(state))
        .map(state -> name + "/" + state)
        .toList();
  }

  private static Predicate<JsonNode> field(String name, @Nullable String value) {
    return line -> value == null || value.equals(line.path(name).asText());
  }

  /**
   * A line and where it stands.
   *
   * @param position sorts the lines of all partitions
   */
  public record Line(String position, JsonNode line) {}

  /**
   * The lines of one partition after a position.
   *
   * @param lines ascending by position
   * @param end the position up to which was looked, where that was not the end of the list
   */
  public record Page(List<Line> lines, Optional<String> end) {

    /** The first lines of sorted ones. */
    public static Page of(List<Line> lines, int limit, Optional<String> end) {
      return lines.size() <= limit
          ? new Page(lines, end)
          : new Page(lines.subList(0, limit), Optional.of(lines.get(limit - 1).position()));
    }
  }

  /** Reads on from after a position, at most so many lines. */
  public Page page(
      MarketView view, Map<String, String> filters, Optional<String> after, int limit, long now) {
    Reading reading = new Reading(view, matches(filters), limit, now);
    Optional<String> end = view.reader().merged(lists(filters), after, reading);
    return new Page(reading.lines, end);
  }

  /** Lines being read, until there are enough, or enough was looked at. */
  private final class Reading implements BiPredicate<String, byte[]> {

    private final MarketView view;
    private final Predicate<JsonNode> wanted;
    private final int limit;
    private final long now;
    private final List<Line> lines = new ArrayList<>();
    private int lookedAt;
    private long letters;

    Reading(MarketView view, Predicate<JsonNode> wanted, int limit, long now) {
      this.view = view;
      this.wanted = wanted;
      this.limit = limit;
      this.now = now;
    }

    @Override
    public boolean test(String position, byte[] entry) {
      line(view, idOf(position), entry, now)
          .filter(wanted)
          .ifPresent(line -> {
            lines.add(new Line(position, line));
            letters += line.toString().length();
          });
      lookedAt++;
      return lines.size() < limit && lookedAt < LOOKED_AT && letters < LETTERS;
    }
  }

  private static String idOf(String position) {
    return position.substring(position.indexOf('|') + 1);
  }
}
