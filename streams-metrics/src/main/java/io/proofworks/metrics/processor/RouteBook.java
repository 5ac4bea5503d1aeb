package io.proofworks.metrics.processor;

import io.proofworks.metrics.domain.LiveTask;
import io.proofworks.metrics.domain.MarketEvent;
import io.proofworks.metrics.domain.Regime;
import io.proofworks.metrics.domain.RoutePenalties;
import io.proofworks.metrics.domain.Transfer;
import io.proofworks.metrics.domain.WindowMeasures;
import io.proofworks.metrics.domain.WindowSize;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The transfers of a partition's classes, and the last one begun on each route: that is whose state
 * the route's periodic signal tells. A change of any other is told when it happens.
 */
record RouteBook(Shelf<Transfer> transfers, Shelf<String> routes) {

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
      case MarketEvent.Judged judged -> judged(cell, change, time);
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

  private Optional<Transfer> begin(String cell, MarketEvent.TaskPublished task, long time) {
    if (find(cell, task.batchId()).isPresent()) {
      return Optional.empty();
    }
    routes
        .find(cell, task.routeId())
        .flatMap(last -> find(cell, last))
        .filter(last -> last.state().isEnd())
        .ifPresent(last -> transfers.delete(cell, last.batchId()));
    Transfer begun = Transfer.begun(task, time);
    transfers.put(cell, begun.batchId(), begun);
    routes.put(cell, begun.routeId(), begun.batchId());
    return Optional.of(begun);
  }

  private Optional<Transfer> judged(String cell, Change change, long time) {
    LiveTask task = change.after();
    if (task == null || !(change.committed() || change.verified())) {
      return Optional.empty();
    }
    return find(cell, task.batchId())
        .flatMap(was ->
            replace(
                cell,
                was,
                change.verified()
                    ? was.verified(task.taskId(), time)
                    : was.committed(task.taskId(), time)));
  }

  private Optional<Transfer> find(String cell, String batchId) {
    return transfers.find(cell, batchId);
  }

  private Optional<Transfer> replace(String cell, Transfer was, Transfer is) {
    if (is.state().isEnd() && !lastOfItsRoute(cell, is)) {
      transfers.delete(cell, is.batchId());
    } else {
      transfers.put(cell, is.batchId(), is);
    }
    return is.state() == was.state() && is.cause().equals(was.cause())
        ? Optional.empty()
        : Optional.of(is);
  }

  private boolean lastOfItsRoute(String cell, Transfer transfer) {
    return routes.find(cell, transfer.routeId()).filter(transfer.batchId()::equals).isPresent();
  }

  /** What time implies, and the periodic signals of the routes. */
  void passTime(String cell, Outlook outlook, Outlet outlet) {
    for (Transfer was : transfers.all(cell)) {
      Transfer is = was.at(outlook.now());
      boolean changed = replace(cell, was, is).isPresent();
      if (changed || lastOfItsRoute(cell, is)) {
        signal(cell, is, outlook, outlet);
      }
    }
  }

  void signal(String cell, Transfer transfer, Outlook outlook, Outlet outlet) {
    List<Transfer> ofRoute =
        transfers.all(cell).stream()
            .filter(other -> other.routeId().equals(transfer.routeId()))
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
