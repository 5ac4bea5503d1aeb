package io.proofworks.metrics.processor;

import io.proofworks.metrics.domain.LiveTask;
import io.proofworks.metrics.domain.MarketEvent;
import io.proofworks.metrics.domain.Regime;
import io.proofworks.metrics.domain.RoutePenalties;
import io.proofworks.metrics.domain.Transfer;
import io.proofworks.metrics.domain.WindowMeasures;
import io.proofworks.metrics.domain.WindowSize;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The transfers of a partition's classes, and the last one begun on each route: that is whose state
 * the route's periodic signal tells. A change of any other is told when it happens.
 *
 * <p>Anybody may ask for a proof and name a route. A route is known once money is held for a batch
 * of it, and forgotten a day after its last one has come to its end; until then a request costs one
 * entry here, and nothing when settlement has refused it.
 */
record RouteBook(Shelf<Transfer> transfers, Shelf<KnownRoute> routes) {

  /** A task before and after an event. */
  record Change(@Nullable LiveTask before, @Nullable LiveTask after) {

    boolean committed() {
      return before != null && after != null && !before.everCommitted() && after.everCommitted();
    }

    boolean verified() {
      return before != null && after != null && before.unproven() && !after.unproven();
    }
  }

  /** What signals are made of. */
  record Outlook(
      WindowMeasures hour, WindowMeasures recent, Regime regime, long lastEvent, long now) {}

  /** Takes an event; returns the transfer if its state or cause changed. */
  Optional<Transfer> take(String cell, MarketEvent.OfClass event, Change change, long time) {
    return switch (event) {
      case MarketEvent.TaskPublished task -> begin(cell, task, time);
      case MarketEvent.Judged judged -> judged(cell, judged, change, time);
      case MarketEvent.TaskEnded ended ->
          change.before() == null
              ? Optional.empty()
              : find(cell, change.before().batchId())
                  .flatMap(was -> replace(cell, was, was.ended(ended, time)));
      case MarketEvent.BatchEnded ended ->
          find(cell, ended.batchId()).flatMap(was -> replace(cell, was, was.ended(ended, time)));
      case MarketEvent.BatchExecuted seen ->
          find(cell, seen.batchId()).flatMap(was -> replace(cell, was, was.executed(seen, time)));
      case MarketEvent.TaskAssigned assigned -> Optional.empty();
    };
  }

  /** Nobody is told of a transfer before it is funded. */
  private Optional<Transfer> begin(String cell, MarketEvent.TaskPublished task, long time) {
    if (find(cell, task.batchId()).isEmpty()) {
      transfers.put(cell, task.batchId(), Transfer.begun(task, time));
    }
    return Optional.empty();
  }

  private Optional<Transfer> judged(
      String cell, MarketEvent.Judged judged, Change change, long time) {
    LiveTask task = change.after();
    if (task == null) {
      return Optional.empty();
    }
    Optional<Transfer> found = find(cell, task.batchId());
    Optional<Transfer> funded =
        judged.funds() || change.committed() || change.verified()
            ? found.filter(was -> !was.funded()).map(was -> fund(cell, was))
            : Optional.empty();
    Optional<Transfer> moved =
        change.committed() || change.verified()
            ? funded.or(() -> found).flatMap(was -> replace(cell, was, moved(was, change, time)))
            : Optional.empty();
    return moved.or(() -> funded);
  }

  private static Transfer moved(Transfer was, Change change, long time) {
    String taskId = Objects.requireNonNull(change.after()).taskId();
    return change.verified() ? was.verified(taskId, time) : was.committed(taskId, time);
  }

  private Transfer fund(String cell, Transfer was) {
    Transfer funded = was.withFunds();
    KnownRoute route = routes.find(cell, was.routeId()).orElse(KnownRoute.NEW);
    find(cell, route.last())
        .filter(last -> last.state().isEnd())
        .ifPresent(last -> transfers.delete(cell, last.batchId()));
    routes.put(cell, was.routeId(), route.begun(was.batchId()));
    transfers.put(cell, was.batchId(), funded);
    return funded;
  }

  private Optional<Transfer> find(String cell, String batchId) {
    return transfers.find(cell, batchId);
  }

  private Optional<Transfer> replace(String cell, Transfer was, Transfer is) {
    if (is.state().isEnd()) {
      routes
          .find(cell, is.routeId())
          .ifPresent(route -> routes.put(cell, is.routeId(), route.ended(is.batchId())));
    }
    if (is.state().isEnd() && !lastOfItsRoute(cell, is)) {
      transfers.delete(cell, is.batchId());
    } else {
      transfers.put(cell, is.batchId(), is);
    }
    boolean same = is.state() == was.state() && is.cause().equals(was.cause());
    return same || !is.funded() ? Optional.empty() : Optional.of(is);
  }

  private boolean lastOfItsRoute(String cell, Transfer transfer) {
    return routes
        .find(cell, transfer.routeId())
        .filter(route -> route.last().equals(transfer.batchId()))
        .isPresent();
  }

  /** What time implies, and the periodic signals of the routes; linear in transfers. */
  void passTime(String cell, Outlook outlook, Outlet outlet) {
    for (Transfer was : transfers.all(cell)) {
      if (was.isOver(outlook.now())) {
        forget(cell, was);
        continue;
      }
      Transfer is = was.at(outlook.now());
      boolean changed = replace(cell, was, is).isPresent();
      if (changed || lastOfItsRoute(cell, is)) {
        signal(cell, is, outlook, outlet);
      }
    }
  }

  private void forget(String cell, Transfer transfer) {
    boolean last = lastOfItsRoute(cell, transfer);
    transfers.delete(cell, transfer.batchId());
    Optional<KnownRoute> route =
        routes.find(cell, transfer.routeId()).map(known -> known.ended(transfer.batchId()));
    if (last) {
      routes.delete(cell, transfer.routeId());
    } else {
      route.ifPresent(known -> routes.put(cell, transfer.routeId(), known));
    }
  }

  void signal(String cell, Transfer transfer, Outlook outlook, Outlet outlet) {
    List<Transfer> ofRoute =
        routes.find(cell, transfer.routeId()).orElse(KnownRoute.NEW).open().stream()
            .map(batchId -> find(cell, batchId))
            .flatMap(Optional::stream)
            .toList();
    long open = ofRoute.stream().filter(other -> !other.state().isEnd()).count();
    long overdue = ofRoute.stream().filter(other -> other.overdue(outlook.now())).count();
    RoutePenalties penalties =
        RoutePenalties.of(
            outlook.hour(),
            outlook.recent(),
            WindowSize.FIVE_MINUTES.millis(),
            outlook.lastEvent(),
            new RoutePenalties.Transfers(open, overdue),
            outlook.now());
    outlet.send(
        Sinks.SIGNALS,
        transfer.routeId(),
        AvroMetrics.signal(cell, transfer, outlook.regime(), penalties, outlook.now()),
        outlook.now());
  }
}
