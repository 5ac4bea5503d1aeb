package io.proofworks.views.answers;

import io.proofworks.views.domain.RoutePoint;
import io.proofworks.views.shape.Inline;
import io.proofworks.views.shape.Says;
import java.util.List;

/** A route and its signals. */
@Says("A route and its signals, ascending.")
public record RouteView(@Inline RouteLine line, List<RoutePoint> series) {}
