package io.proofworks.metrics.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The paths under {@code /v1} and what answers them. */
record Routes(MarketViews views) {

  private static final String KNOWN =
      "/v1/market, /v1/batches[/{id}], /v1/tasks/{id}, /v1/provers[/{id}], /v1/accounts/{id},"
          + " /v1/verdicts, /v1/metrics, /v1/signals, /v1/receipts/{batchId}, "
          + JournalRoutes.KNOWN
          + ", /livez, /readyz";

  /**
   * The answer, with {@code asOf}.
   *
   * @throws Problem when there is none
   */
  Answer answer(String path, @Nullable String query) {
    List<String> parts = Arrays.asList(path.substring(1).split("/", -1));
    if (path.startsWith("/v1/journals/") && parts.getLast().equals("checkpoint")) {
      return Answer.text(views.journals(journals -> journals.checkpoint(parts.get(2))));
    }
    ObjectNode node = route(path, parts, query);
    node.put("asOf", views.asOf());
    return Answer.json(node);
  }

  private ObjectNode route(String path, List<String> parts, @Nullable String query) {
    if (path.startsWith("/v1/journals/") && parts.size() == 4) {
      return journal(path, parts.get(2), parts.get(3), query);
    }
    if (!parts.getFirst().equals("v1") || parts.size() < 2 || parts.size() > 3) {
      throw unknown(path);
    }
    return parts.size() == 2
        ? collection(path, parts.get(1), query)
        : one(path, parts.get(1), parts.get(2), query);
  }

  private ObjectNode journal(String path, String name, String what, @Nullable String query) {
    return switch (what) {
      case "inclusion" -> views.journals(journals -> journals.inclusion(name, query));
      case "consistency" -> views.journals(journals -> journals.consistency(name, query));
      default -> throw unknown(path);
    };
  }

  private ObjectNode collection(String path, String name, @Nullable String query) {
    return switch (name) {
      case "market" -> only(query, views.market());
      case "batches" ->
          list("batches", views.batches(Parameters.parse(query, List.of("limit")).limit()));
      case "provers" -> list("provers", limited(query, views.provers()));
      case "metrics" -> list("metrics", limited(query, views.metrics()));
      case "signals" -> list("signals", limited(query, views.signals()));
      case "verdicts" -> verdicts(query);
      case "journals" -> only(query, views.journals(JournalRoutes::list));
      default -> throw unknown(path);
    };
  }

  private ObjectNode one(String path, String name, String id, @Nullable String query) {
    Parameters.parse(query, List.of());
    return switch (name) {
      case "batches" -> found("batch", id, views.batch(hash(id)));
      case "tasks" -> found("task", id, views.task(hash(id)));
      case "receipts" -> found("receipt", id, views.receipt(hash(id)));
      case "provers" -> found("prover", id, views.prover(address(id)));
      case "journals" -> views.journals(journals -> journals.one(id));
      case "accounts" -> found("account", id, views.account(address(id)));
      default -> throw unknown(path);
    };
  }

  private ObjectNode verdicts(@Nullable String query) {
    Parameters asked = Parameters.parse(query, List.of("reason", "batch", "author", "limit"));
    asked
        .find("reason")
        .filter(word -> Reason.find(word).isEmpty())
        .ifPresent(word -> {
          throw new Problem(
              400, "bad-parameter", "reason is one of " + Arrays.toString(Reason.values()));
        });
    asked.find("batch").ifPresent(Routes::hash);
    asked.find("author").ifPresent(Routes::address);
    Predicate<JsonNode> wanted =
        is(asked, "reason", "reason")
            .and(is(asked, "batch", "batchId"))
            .and(is(asked, "author", "author"));
    return list("verdicts", views.verdicts(wanted, asked.limit()));
  }

  private static Predicate<JsonNode> is(Parameters asked, String parameter, String field) {
    Optional<String> value = asked.find(parameter);
    return verdict -> value.isEmpty() || value.get().equals(verdict.path(field).asText());
  }

  private static List<JsonNode> limited(@Nullable String query, List<JsonNode> all) {
    return all.stream().limit(Parameters.parse(query, List.of("limit")).limit()).toList();
  }

  private static ObjectNode only(@Nullable String query, ObjectNode node) {
    Parameters.parse(query, List.of());
    return node;
  }

  private static ObjectNode list(String name, List<JsonNode> items) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.putArray(name).addAll(items);
    return node;
  }

  private static ObjectNode found(String what, String id, Optional<JsonNode> node) {
    return node.<ObjectNode>map(JsonNode::deepCopy)
        .orElseThrow(() -> new Problem(404, what + "-not-found", "no " + what + " " + id));
  }

  private static String hash(String id) {
    return Hash32.tryParse(id)
        .map(Hash32::hex)
        .orElseThrow(() -> new Problem(400, "bad-id", "an id is 0x and 64 lower-case hex digits"));
  }

  private static String address(String id) {
    return Address.tryParse(id)
        .map(Address::hex)
        .orElseThrow(
            () -> new Problem(400, "bad-id", "an address is 0x and 40 lower-case hex digits"));
  }

  private static Problem unknown(String path) {
    return new Problem(404, "no-such-path", path + "; there are " + KNOWN);
  }
}
