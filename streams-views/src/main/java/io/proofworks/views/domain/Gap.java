package io.proofworks.views.domain;

import io.proofworks.views.shape.Says;

/** Records of a source that were gone before they had been read. */
public record Gap(
    String topic,
    int partition,
    @Says("The first offset that is missing.") long from,
    @Says("The first one that is there.") long to) {}
