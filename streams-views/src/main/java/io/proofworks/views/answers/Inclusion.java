package io.proofworks.views.answers;

import static io.proofworks.views.shape.Meaning.HASH;

import io.proofworks.views.shape.LeftOut;
import io.proofworks.views.shape.Means;
import io.proofworks.views.shape.Says;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** That an entry is in a tree. */
@Says("RFC 6962: the entry is in the tree of that size.")
public record Inclusion(
    String journal,
    long index,
    long size,
    @Means(HASH) String entryHash,
    @Means(HASH) String leafHash,
    @Means(HASH) String root,
    List<@Means(HASH) String> proof,
    @LeftOut @Nullable String checkpoint) {}
