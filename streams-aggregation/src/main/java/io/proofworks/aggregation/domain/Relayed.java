package io.proofworks.aggregation.domain;

/** What the parts of aggregation say to each other. */
public sealed interface Relayed permits Input.Told, DeskInput {}
