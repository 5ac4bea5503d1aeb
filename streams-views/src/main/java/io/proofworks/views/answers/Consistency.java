package io.proofworks.views.answers;

import static io.proofworks.views.shape.Meaning.HASH;

import io.proofworks.views.shape.LeftOut;
import io.proofworks.views.shape.Means;
import io.proofworks.views.shape.Says;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** That a tree is the beginning of a larger one. */
@Says("RFC 6962: the smaller tree is the beginning of the larger.")
public record Consistency(
    String journal,
    long from,
    long to,
    @Means(HASH) String fromRoot,
    @Means(HASH) String toRoot,
    List<@Means(HASH) String> proof,
    @LeftOut @Nullable String checkpoint) {}
