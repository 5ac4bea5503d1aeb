package io.proofworks.views.answers;

import io.proofworks.views.shape.Of;
import io.proofworks.views.shape.Says;
import io.proofworks.views.shape.TopicRecord;

/** A route with the signal in force. */
@Says("A route with the signal in force; not usable once that has expired.")
public record RouteLine(String routeId, @Of("RouteSignal") TopicRecord signal, boolean usable) {}
