package io.proofworks.views;

import io.proofworks.views.domain.KeptRoute;
import io.proofworks.views.domain.RoutePoint;
import io.proofworks.views.domain.Told;
import io.proofworks.views.json.ViewJson;
import io.proofworks.views.shape.TopicRecord;

/** Routes: the signal in force, and how the penalties went over the last day. */
record RouteBook(Shelf shelf) implements Book {

  static final String ROUTES = "route";

  private static final long DAY_MS = 24L * 3_600_000;

  @Override
  public void take(ViewEvent.Shown shown, Told told, TopicRecord record) {
    if (told instanceof Told.RouteSignal signal) {
      Subject route = shown.subject();
      if (signal.asOf() >= newest(route)) {
        shelf.putHead(route, new KeptRoute(route.id(), record));
        shelf.list(ROUTES, route.key(), new KeptRoute.Entry(route.id()));
      }
      shelf.addAt(route, signal.asOf(), RoutePoint.of(signal));
      shelf.forgetOlder(route, signal.asOf(), DAY_MS);
    }
  }

  private long newest(Subject route) {
    return shelf
        .head(route, KeptRoute.class)
        .map(known -> ViewJson.read(Told.RouteSignal.class, known.signal()).asOf())
        .orElse(0L);
  }
}
