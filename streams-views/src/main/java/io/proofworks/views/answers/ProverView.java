package io.proofworks.views.answers;

import io.proofworks.views.shape.Inline;
import io.proofworks.views.shape.Of;
import io.proofworks.views.shape.Says;
import io.proofworks.views.shape.TopicRecord;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A prover or aggregator with its standing, its heartbeat and what happened to it. */
@Says("A prover or aggregator and what happened to it, the newest thousand, the oldest first.")
public record ProverView(
    @Inline ProverLine line,
    @Of("ProverStanding") TopicRecord record,
    @Nullable @Of("Heartbeat") TopicRecord heartbeat,
    Map<String, Long> verdictsByReason,
    List<TopicRecord> timeline) {}
