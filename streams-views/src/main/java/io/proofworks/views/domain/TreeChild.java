package io.proofworks.views.domain;

import static io.proofworks.views.shape.Meaning.HASH;

import io.proofworks.views.shape.Means;
import io.proofworks.views.shape.Says;
import org.jspecify.annotations.Nullable;

/** What a node of a tree is made of: a task's proof or another node's. */
@Says("What a node is made of: a task's proof, or another node's.")
public record TreeChild(
    @Nullable @Means(HASH) String taskId, @Nullable Integer nodeId, String digest) {}
