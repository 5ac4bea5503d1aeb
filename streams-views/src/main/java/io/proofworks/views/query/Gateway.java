package io.proofworks.views.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.proofworks.protocol.Hash32;
import io.proofworks.topics.Partitions;
import io.proofworks.views.MarketList;
import io.proofworks.views.MarketList.Line;
import io.proofworks.views.MarketView;
import io.proofworks.views.Subject;
import io.proofworks.views.answers.AsOf;
import io.proofworks.views.answers.Market;
import io.proofworks.views.json.ViewJson;
import io.proofworks.views.query.Endpoint.Source;
import io.proofworks.views.query.Placement.Place;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Answers from wherever the views are: what one partition knows is answered there, and lists are
 * put together from all partitions, or not at all.
 */
final class Gateway {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Log time up to which an answer that is no JSON knows the log. */
  private static final String AS_OF = "Proofworks-As-Of";

  private final Placement placement;
  private final Peers peers;
  private final Clock clock;

  Gateway(Placement placement, Peers peers, Clock clock) {
    this.placement = placement;
    this.peers = peers;
    this.clock = clock;
  }

  void answer(Endpoint endpoint, Context context) {
    Parameters query = Parameters.parse(context.queryString(), endpoint.known());
    query
        .find(Endpoint.DOMAIN)
        .map(Asked::hashOf)
        .map(domain -> new Gateway(placement.in(Hash32.parse(domain)), peers, clock))
        .orElse(this)
        .answer(endpoint, context, query);
  }

  private void answer(Endpoint endpoint, Context context, Parameters query) {
    endpoint.check(query);
    Asked asked = new Asked(context.pathParamMap(), query, clock.millis());
    MinOffsets known = MinOffsets.of(query.find(MinOffsets.NAME), placement.partitions());
    switch (endpoint.source()) {
      case Source.Deployment all -> one(context, asked, known, all.asOne());
      case Source.One one -> one(context, asked, known, one);
      case Source.Text text -> text(context, asked, known, text);
      case Source.Rows rows -> rows(context, asked, known, rows);
      case Source.Lines lines -> lines(context, asked, known, lines.list());
      case Source.Totals totals -> totals(context, asked, known, totals);
    }
  }

  private void one(Context context, Asked asked, MinOffsets known, Source.One one) {
    at(one.subject().apply(asked), context, known)
        .ifPresent(view -> {
          ObjectNode body = JSON.createObjectNode();
          body.set("asOf", ViewJson.tree(view.asOf(asked.now())));
          body.setAll(ViewJson.tree(one.answer().apply(view, asked)));
          send(context, "application/json", body.toString());
        });
  }

  private void text(Context context, Asked asked, MinOffsets known, Source.Text text) {
    at(text.subject().apply(asked), context, known)
        .ifPresent(view -> {
          context.header(AS_OF, Long.toString(view.asOf(asked.now()).time()));
          send(context, "text/plain; charset=utf-8", text.answer().apply(view, asked));
        });
  }

  private void rows(Context context, Asked asked, MinOffsets known, Source.Rows rows) {
    Optional<Long> after = cursor(asked).map(Gateway::wholeCursor);
    at(rows.subject().apply(asked), context, known)
        .ifPresent(view -> {
          Endpoint.Series page = rows.page().read(view, asked, after, asked.query().limit());
          sendPage(
              context,
              asked,
              view.asOf(asked.now()),
              rows.label(),
              page.rows().stream().<JsonNode>map(ViewJson::tree).toList(),
              page.next().map(String::valueOf));
        });
  }

  private static long wholeCursor(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw Problem.badParameter("cursor is the next of a page before");
    }
    return Long.parseLong(text);
  }

  /** The partition of a subject, if it is here; else the answer of the instance that has it. */
  private Optional<MarketView> at(Subject subject, Context context, MinOffsets known) {
    int partition = Partitions.of(subject.key(), placement.partitions());
    boolean asked = context.header(Peers.PARTITIONS) != null;
    return switch (asked ? new Place.Here(placement.here(partition)) : placement.of(partition)) {
      case Place.Here here -> Optional.of(knowing(here.view(), known));
      case Place.There there -> {
        forward(context, there, partition);
        yield Optional.empty();
      }
    };
  }

  /** A partition once it knows what the answer has to. */
  private MarketView knowing(MarketView view, MinOffsets known) {
    known.await(view.reader());
    placement.requireMarket(view);
    return view;
  }

  private void forward(Context context, Place.There there, int partition) {
    HttpResponse<byte[]> answer =
        peers.ask(
            there.addresses(), target(context), headers(context, Integer.toString(partition)));
    context.status(answer.statusCode());
    for (String header : List.of("Retry-After", "Link", AS_OF)) {
      answer.headers().firstValue(header).ifPresent(value -> context.header(header, value));
    }
    answer.headers().firstValue("Content-Type").ifPresent(context::contentType);
    context.result(answer.body());
  }

  private static String target(Context context) {
    String query = context.queryString();
    return context.req().getRequestURI() + (query == null ? "" : "?" + query);
  }

  private static Map<String, String> headers(Context context, String partitions) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(Peers.PARTITIONS, partitions);
    String accept = context.header("Accept");
    if (accept != null) {
      headers.put("Accept", accept);
    }
    return headers;
  }

  /** What some partitions say. */
  private record Part(AsOf asOf, JsonNode body) {}

  private void lines(Context context, Asked asked, MinOffsets known, MarketList list) {
    Optional<String> after = cursor(asked);
    int limit = asked.query().limit();
    Map<String, String> filters =
        asked.query().only(List.of("state", "class", "reason", "batch", "author", "failures"));
    List<Part> parts =
        parts(
            context,
            asked,
            known,
            view -> json(list.page(view, filters, after, limit, asked.now())));
    if (parts.isEmpty()) {
      return;
    }
    List<Line> lines = new ArrayList<>();
    List<String> ends = new ArrayList<>();
    for (Part part : parts) {
      part.body()
          .path("lines")
          .forEach(line -> lines.add(new Line(line.path("position").asText(), line.path("line"))));
      Optional.ofNullable(part.body().get("end")).ifPresent(end -> ends.add(end.asText()));
    }
    lines.sort(Comparator.comparing(Line::position));
    Optional<String> end = ends.stream().min(Comparator.naturalOrder());
    lines.removeIf(line -> end.isPresent() && line.position().compareTo(end.get()) > 0);
    MarketList.Page page = MarketList.Page.of(lines, limit, end);
    sendPage(
        context,
        asked,
        AsOf.of(parts.stream().map(Part::asOf).toList(), asked.now()),
        list.label(),
        page.lines().stream().map(Line::line).collect(Collectors.toCollection(ArrayList::new)),
        page.end());
  }

  private static ObjectNode json(MarketList.Page page) {
    ObjectNode node = JSON.createObjectNode();
    ArrayNode lines = node.putArray("lines");
    for (Line line : page.lines()) {
      lines.addObject().put("position", line.position()).set("line", line.line());
    }
    page.end().ifPresent(end -> node.put("end", end));
    return node;
  }

  private void totals(Context context, Asked asked, MinOffsets known, Source.Totals totals) {
    List<Part> parts =
        parts(context, asked, known, view -> ViewJson.tree(totals.counts().apply(view, asked)));
    if (!parts.isEmpty()) {
      Market sum =
          parts.stream()
              .map(part -> ViewJson.read(Market.class, part.body()))
              .reduce(Market.NONE, Market::plus);
      AsOf asOf = AsOf.of(parts.stream().map(Part::asOf).toList(), asked.now());
      ObjectNode body = JSON.createObjectNode();
      body.set("asOf", ViewJson.tree(asOf));
      body.setAll(ViewJson.tree(sum));
      send(context, "application/json", body.toString());
    }
  }

  /**
   * What every partition says, each asked where it is. An instance that is asked by another answers
   * for the named partitions only; then there is nothing left to do and the list is empty.
   */
  private List<Part> parts(
      Context context, Asked asked, MinOffsets known, Function<MarketView, JsonNode> read) {
    String named = context.header(Peers.PARTITIONS);
    if (named != null) {
      send(context, "application/json", partsOf(named, asked, known, read).toString());
      return List.of();
    }
    List<Part> parts = new ArrayList<>();
    Map<List<String>, List<Integer>> elsewhere = new LinkedHashMap<>();
    for (int partition = 0; partition < placement.partitions(); partition++) {
      switch (placement.of(partition)) {
        case Place.Here here -> parts.add(part(here.view(), asked, known, read));
        case Place.There there ->
            elsewhere
                .computeIfAbsent(there.addresses(), addresses -> new ArrayList<>())
                .add(partition);
      }
    }
    elsewhere.forEach((addresses, partitions) -> parts.addAll(ask(context, addresses, partitions)));
    return parts;
  }

  private Part part(
      MarketView view, Asked asked, MinOffsets known, Function<MarketView, JsonNode> read) {
    MarketView knowing = knowing(view, known);
    return new Part(knowing.asOf(asked.now()), read.apply(knowing));
  }

  private ObjectNode partsOf(
      String named, Asked asked, MinOffsets known, Function<MarketView, JsonNode> read) {
    ObjectNode node = JSON.createObjectNode();
    ArrayNode array = node.putArray("parts");
    for (int partition : partitions(named)) {
      Part part = part(placement.here(partition), asked, known, read);
      array
          .addObject()
          .<ObjectNode>set("asOf", ViewJson.tree(part.asOf()))
          .set("body", part.body());
    }
    return node;
  }

  private int[] partitions(String named) {
    List<String> each = List.of(named.split(",", -1));
    if (!each.stream().allMatch(one -> one.matches("[0-9]{1,5}"))) {
      throw Problem.badParameter(Peers.PARTITIONS + " is for other instances");
    }
    int[] numbers = each.stream().mapToInt(Integer::parseInt).distinct().toArray();
    if (IntStream.of(numbers).anyMatch(n -> n >= placement.partitions())) {
      throw Problem.badParameter("there are " + placement.partitions() + " partitions");
    }
    return numbers;
  }

  private List<Part> ask(Context context, List<String> addresses, List<Integer> partitions) {
    String named = partitions.stream().map(String::valueOf).collect(Collectors.joining(","));
    HttpResponse<byte[]> answer = peers.ask(addresses, target(context), headers(context, named));
    JsonNode body = read(answer.body());
    if (answer.statusCode() != 200) {
      throw new Problem(
          answer.statusCode(),
          body.path("code").asText("internal"),
          body.path("detail").asText("another instance failed"));
    }
    List<Part> parts = new ArrayList<>();
    body.path("parts")
        .forEach(part ->
            parts.add(new Part(ViewJson.read(AsOf.class, part.path("asOf")), part.path("body"))));
    if (parts.size() != partitions.size()) {
      throw Problem.later("moving", "an instance answered for other partitions");
    }
    return parts;
  }

  private static JsonNode read(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw Problem.later("unreachable-instance", "an instance answered with what is no JSON");
    }
  }

  private static Optional<String> cursor(Asked asked) {
    return asked
        .query()
        .find("cursor")
        .map(text -> {
          try {
            return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
          } catch (IllegalArgumentException e) {
            throw Problem.badParameter("cursor is the next of a page before");
          }
        });
  }

  private static String encoded(String position) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(position.getBytes(StandardCharsets.UTF_8));
  }

  private static void sendPage(
      Context context,
      Asked asked,
      AsOf asOf,
      String label,
      List<JsonNode> lines,
      Optional<String> end) {
    Optional<String> next = end.map(Gateway::encoded);
    switch (Format.of(asked.query(), context.header("Accept"))) {
      case JSON -> {
        ObjectNode body = Gateway.JSON.createObjectNode();
        body.set("asOf", ViewJson.tree(asOf));
        body.putArray(label).addAll(lines);
        body.put("next", next.orElse(null));
        send(context, "application/json", body.toString());
      }
      case CSV ->
          sendTable(context, asked, asOf, next, "text/csv; charset=utf-8", Table.csv(lines));
      case NDJSON ->
          sendTable(context, asked, asOf, next, "application/x-ndjson", Table.ndjson(lines));
    }
  }

  private static void sendTable(
      Context context, Asked asked, AsOf asOf, Optional<String> next, String type, String table) {
    context.header(AS_OF, Long.toString(asOf.time()));
    next.ifPresent(cursor ->
        context.header("Link", "<" + asked.at(context.path(), cursor) + ">; rel=\"next\""));
    send(context, type, table);
  }

  private static void send(Context context, String type, String body) {
    context.contentType(type).result(body.getBytes(StandardCharsets.UTF_8));
  }
}
