package io.proofworks.views.answers;

import static io.proofworks.views.shape.Meaning.ADDRESS;

import io.proofworks.views.shape.Inline;
import io.proofworks.views.shape.Means;
import io.proofworks.views.shape.Of;
import io.proofworks.views.shape.Says;
import io.proofworks.views.shape.TopicRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task with everything that happened to it. */
@Says("A task and everything that happened to it, the oldest first.")
public record TaskView(
    @Inline TaskLine line,
    @Of("TaskRecord") TopicRecord published,
    @Nullable List<@Means(ADDRESS) String> assignees,
    List<TopicRecord> timeline) {}
