package io.proofworks.views;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** Routes: the signal in force, and how the penalties went over the last day. */
record RouteBook(Shelf shelf) implements Book {

  static final String ROUTES = "route";

  private static final long DAY_MS = 24L * 3_600_000;

  /** Penalty by the name it has in the series. */
  private static final Map<String, String> PENALTIES =
      Map.of(
          "proofLag", "proofLagPenalty",
          "marketRisk", "proverMarketRisk",
          "refundUncertainty", "refundUncertainty");

  @Override
  public void take(ViewEvent.Shown shown, ObjectNode signal) {
    Subject route = shown.subject();
    ObjectNode head = shelf.headOrNew(route);
    if (signal.path("asOf").asLong() >= head.at("/signal/asOf").asLong()) {
      head.put("routeId", route.id()).set("signal", signal);
      shelf.putHead(route, head);
      shelf.list(
          ROUTES, route.key(), ViewReader.JSON.createObjectNode().put("routeId", route.id()));
    }
    shelf.addAt(route, signal.path("asOf").asLong(), point(signal));
    shelf.forgetOlder(route, signal.path("asOf").asLong(), DAY_MS);
  }

  private static ObjectNode point(ObjectNode signal) {
    ObjectNode point = ViewReader.JSON.createObjectNode();
    for (String field : List.of("asOf", "regime", "state", "confidence")) {
      point.set(field, signal.get(field));
    }
    PENALTIES.forEach((name, field) -> {
      point.set(name, signal.at("/" + field + "/value"));
      point.set(name + "Confidence", signal.at("/" + field + "/confidence"));
    });
    return point;
  }
}
