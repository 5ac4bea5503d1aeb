package io.proofworks.views;

import com.fasterxml.jackson.databind.JsonNode;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import io.proofworks.views.answers.TaskLine;
import io.proofworks.views.domain.KeptRoute;
import io.proofworks.views.domain.Told;
import io.proofworks.views.json.ViewJson;
import io.proofworks.views.shape.TopicRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
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
    Optional<? extends Record> line(MarketView view, String id, byte[] entry, long now) {
      return view.batchLine(id);
    }
  },
  TASKS("tasks") {
    @Override
    List<String> lists(Map<String, String> filters) {
      return chosen(
          filters, "state", TaskBook.LISTS, Stream.of(TaskState.values()).map(Enum::name).toList());
    }

    @Override
    Optional<? extends Record> line(MarketView view, String id, byte[] entry, long now) {
      return view.taskLine(id);
    }

    @Override
    boolean matches(Map<String, String> filters, Record line) {
      return !(line instanceof TaskLine task) || allows(filters, "class", task.taskClass());
    }
  },
  PROVERS("provers") {
    @Override
    List<String> lists(Map<String, String> filters) {
      return List.of(ActorBook.PROVERS);
    }

    @Override
    Optional<? extends Record> line(MarketView view, String id, byte[] entry, long now) {
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
    Optional<? extends Record> line(MarketView view, String id, byte[] entry, long now) {
      return Optional.of(ViewJson.read(TopicRecord.class, entry));
    }

    @Override
    boolean matches(Map<String, String> filters, Record line) {
      boolean isAny = !filters.containsKey("author") && !filters.containsKey("batch");
      if (isAny || !(line instanceof TopicRecord record)) {
        return true;
      }
      Told.Verdict verdict = ViewJson.read(Told.Verdict.class, record);
      return allows(filters, "author", verdict.author())
          && allows(filters, "batch", verdict.batchId());
    }
  },
  RECEIPTS("receipts") {
    @Override
    List<String> lists(Map<String, String> filters) {
      return List.of(BatchBook.RECEIPTS);
    }

    @Override
    Optional<? extends Record> line(MarketView view, String id, byte[] entry, long now) {
      return view.receiptLine(id);
    }
  },
  ROUTES("routes") {
    @Override
    List<String> lists(Map<String, String> filters) {
      return List.of(RouteBook.ROUTES);
    }

    @Override
    Optional<? extends Record> line(MarketView view, String id, byte[] entry, long now) {
      return view.route(ViewJson.read(KeptRoute.Entry.class, entry).routeId(), now);
    }
  },
  JOURNALS("journals") {
    @Override
    List<String> lists(Map<String, String> filters) {
      return List.of(JournalBook.JOURNALS);
    }

    @Override
    Optional<? extends Record> line(MarketView view, String id, byte[] entry, long now) {
      return view.journal(id).map(MarketView.Journal::line);
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

  abstract Optional<? extends Record> line(MarketView view, String id, byte[] entry, long now);

  boolean matches(Map<String, String> filters, Record line) {
    return true;
  }

  private static List<String> chosen(
      Map<String, String> filters, String filter, String name, List<String> all) {
    String one = filters.get(filter);
    return all.stream()
        .filter(state -> one == null || one.equals(state))
        .map(state -> name + "/" + state)
        .toList();
  }

  private static boolean allows(
      Map<String, String> filters, String filter, @Nullable String value) {
    String wanted = filters.get(filter);
    return wanted == null || wanted.equals(value);
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
    Reading reading = new Reading(view, filters, limit, now);
    Optional<String> end = view.reader().merged(lists(filters), after, reading);
    return new Page(reading.lines, end);
  }

  /** Lines being read, until there are enough, or enough was looked at. */
  private final class Reading implements BiPredicate<String, byte[]> {

    private final MarketView view;
    private final Map<String, String> filters;
    private final int limit;
    private final long now;
    private final List<Line> lines = new ArrayList<>();
    private int lookedAt;
    private long letters;

    Reading(MarketView view, Map<String, String> filters, int limit, long now) {
      this.view = view;
      this.filters = filters;
      this.limit = limit;
      this.now = now;
    }

    @Override
    public boolean test(String position, byte[] entry) {
      line(view, idOf(position), entry, now)
          .filter(line -> matches(filters, line))
          .map(ViewJson::tree)
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
