package io.proofworks.views.query;

import io.proofworks.protocol.BatchOutcome;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.TaskState;
import io.proofworks.views.Kind;
import io.proofworks.views.MarketList;
import io.proofworks.views.MarketView;
import io.proofworks.views.Subject;
import io.proofworks.views.answers.Account;
import io.proofworks.views.answers.BatchLine;
import io.proofworks.views.answers.BatchView;
import io.proofworks.views.answers.Market;
import io.proofworks.views.answers.Markets;
import io.proofworks.views.answers.ProverLine;
import io.proofworks.views.answers.ProverView;
import io.proofworks.views.answers.RouteLine;
import io.proofworks.views.answers.RouteView;
import io.proofworks.views.answers.TaskLine;
import io.proofworks.views.answers.TaskView;
import io.proofworks.views.query.Endpoint.Answer;
import io.proofworks.views.query.Endpoint.Parameter;
import io.proofworks.views.query.Endpoint.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** All paths under {@code /v1} but the events. */
final class Endpoints {

  private static final List<String> WINDOWS = List.of("10000", "60000", "300000", "3600000");
  private static final List<String> BATCH_STATES =
      Stream.concat(Stream.of("OPEN", "REFUSED"), names(BatchOutcome.values())).toList();

  private Endpoints() {}

  static List<Endpoint> all() {
    return Stream.concat(market().stream(), JournalEndpoints.all().stream()).toList();
  }

  private static List<Endpoint> market() {
    return List.of(
        new Endpoint(
            "/v1/market",
            "The market now: policy, tasks and batches by state, verdicts by reason, provers.",
            new Answer.Ours(Market.class),
            List.of(),
            new Source.Totals((view, asked) -> view.market(asked.now()))),
        new Endpoint(
            "/v1/markets",
            "The markets that have a policy, the deployment's first one first, then by domain.",
            new Answer.Ours(Markets.class),
            List.of(),
            new Source.Deployment(MarketView::markets)),
        list(
            "The batches, the newest first.",
            new Answer.Ours(BatchLine.class),
            MarketList.BATCHES,
            word("state", "Only batches in this state.", BATCH_STATES)),
        one(
            "/v1/batches/{batchId}",
            "A batch with its shards, its aggregation tree, its receipt and what happened to it.",
            new Answer.Ours(BatchView.class),
            asked -> new Subject(Kind.BATCH, asked.hash("batchId")),
            (view, asked) -> view.batch(asked.hash("batchId")),
            "batch"),
        list(
            "The tasks, the newest first.",
            new Answer.Ours(TaskLine.class),
            MarketList.TASKS,
            word("state", "Only tasks in this state.", names(TaskState.values()).toList()),
            word("class", "Only tasks of this class.", names(TaskClass.values()).toList())),
        one(
            "/v1/tasks/{taskId}",
            "A task with everything that happened to it.",
            new Answer.Ours(TaskView.class),
            asked -> new Subject(Kind.TASK, asked.hash("taskId")),
            (view, asked) -> view.task(asked.hash("taskId")),
            "task"),
        list(
            "Provers and aggregators by address.",
            new Answer.Ours(ProverLine.class),
            MarketList.PROVERS),
        one(
            "/v1/provers/{proverId}",
            "A prover or aggregator: standing, heartbeat, verdicts, what happened to it.",
            new Answer.Ours(ProverView.class),
            asked -> new Subject(Kind.ACTOR, asked.address("proverId")),
            (view, asked) -> view.proverWhole(asked.address("proverId"), asked.now()),
            "prover"),
        one(
            "/v1/accounts/{address}",
            "The balances of an account and its newest movements.",
            new Answer.Ours(Account.class),
            asked -> new Subject(Kind.ACTOR, asked.address("address")),
            (view, asked) -> view.account(asked.address("address")),
            "account"),
        list(
            "The verdicts, the newest first.",
            new Answer.Named("Verdict"),
            MarketList.VERDICTS,
            word("reason", "Only with this reason.", names(Reason.values()).toList()),
            new Parameter("batch", false, "Only on this batch and its tasks.", Asked::hashOf),
            new Parameter("author", false, "Only on what this address did.", Asked::addressOf),
            word("failures", "true: only what was not accepted.", List.of("true", "false"))),
        list(
            "The receipts without root proofs, the newest first.",
            new Answer.Named("Receipt"),
            MarketList.RECEIPTS),
        one(
            "/v1/receipts/{batchId}",
            "The receipt of a batch with its root proof.",
            new Answer.Named("Receipt"),
            asked -> new Subject(Kind.BATCH, asked.hash("batchId")),
            (view, asked) -> view.receipt(asked.hash("batchId")),
            "receipt"),
        new Endpoint(
            "/v1/metrics",
            "Risk metrics of a task class in windows of one length, ascending.",
            new Answer.Named("MetricWindow"),
            List.of(
                new Parameter(
                    "class",
                    true,
                    "The task class.",
                    oneOf("class", names(TaskClass.values()).toList())),
                new Parameter(
                    "window", true, "The length, ms: " + WINDOWS, oneOf("window", WINDOWS)),
                whole("from", "Windows that begin at this time or later, ms."),
                whole("to", "Windows that begin before this time, ms.")),
            new Source.Rows("windows", Endpoints::windows, Endpoints::windows)),
        list(
            "The routes with the signal in force.",
            new Answer.Ours(RouteLine.class),
            MarketList.ROUTES),
        one(
            "/v1/routes/{routeId}",
            "A route: the signal in force, and how the penalties went over the last day.",
            new Answer.Ours(RouteView.class),
            asked -> new Subject(Kind.ROUTE, asked.id("routeId")),
            (view, asked) -> view.route(asked.id("routeId"), asked.now(), from(asked), to(asked)),
            "route",
            whole("from", "Signals of this time or later, ms."),
            whole("to", "Signals of before this time, ms.")));
  }

  private static Subject windows(Asked asked) {
    return MarketView.metrics(
        asked.query().required("class"), Long.parseLong(asked.query().required("window")));
  }

  private static Endpoint.Series windows(
      MarketView view, Asked asked, Optional<Long> after, int limit) {
    List<MarketView.Window> found =
        view.windows(
            asked.query().required("class"),
            Long.parseLong(asked.query().required("window")),
            after.map(last -> last + 1).orElse(from(asked)),
            to(asked),
            limit + 1);
    boolean more = found.size() > limit;
    List<MarketView.Window> rows = more ? found.subList(0, limit) : found;
    return new Endpoint.Series(
        rows.stream().map(MarketView.Window::record).toList(),
        more ? Optional.of(rows.getLast().start()) : Optional.empty());
  }

  private static long from(Asked asked) {
    return asked.query().whole("from").orElse(0L);
  }

  private static long to(Asked asked) {
    return asked.query().whole("to").orElse(Long.MAX_VALUE);
  }

  private static Endpoint list(
      String summary, Answer answer, MarketList list, Parameter... filters) {
    return new Endpoint(
        "/v1/" + list.label(), summary, answer, List.of(filters), new Source.Lines(list));
  }

  /** Finds something in the partition of its subject. */
  @FunctionalInterface
  private interface Find {
    Optional<? extends Record> in(MarketView view, Asked asked);
  }

  private static Endpoint one(
      String path,
      String summary,
      Answer answer,
      Function<Asked, Subject> subject,
      Find find,
      String what,
      Parameter... parameters) {
    String name = path.substring(path.indexOf('{') + 1, path.indexOf('}'));
    return new Endpoint(
        path,
        summary,
        answer,
        List.of(parameters),
        new Source.One(
            subject,
            (view, asked) ->
                find.in(view, asked)
                    .<Record>map(found -> found)
                    .orElseThrow(() -> Problem.notFound(what, asked.id(name)))));
  }

  private static Stream<String> names(Enum<?>[] values) {
    return Stream.of(values).map(Enum::name);
  }

  private static Parameter word(String name, String description, List<String> words) {
    return new Parameter(name, false, description + " One of " + words, oneOf(name, words));
  }

  private static Consumer<String> oneOf(String name, List<String> words) {
    return value -> {
      if (!words.contains(value)) {
        throw Problem.badParameter(name + " is one of " + words);
      }
    };
  }

  /** A whole number from 0. */
  static Parameter whole(String name, String description) {
    return whole(name, description, Long.MAX_VALUE);
  }

  /** A whole number from 0 to the most that may be. */
  static Parameter whole(String name, String description, long most) {
    return new Parameter(
        name,
        false,
        description,
        value -> {
          if (new Parameters(Map.of(name, value)).whole(name).orElseThrow() > most) {
            throw Problem.badParameter(name + " is at most " + most);
          }
        });
  }
}
