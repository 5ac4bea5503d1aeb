package io.proofworks.views.answers;

import static io.proofworks.views.shape.Meaning.TIME;

import io.proofworks.views.shape.Means;
import io.proofworks.views.shape.Says;

/** Where a record stands. */
@Says("Where a record stands, and the name of its schema; of a task record that of its event.")
public record Log(String topic, int partition, long offset, @Means(TIME) long time, String type) {}
