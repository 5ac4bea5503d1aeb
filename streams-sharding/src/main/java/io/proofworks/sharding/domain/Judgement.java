package io.proofworks.sharding.domain;

import io.proofworks.protocol.Author;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a request, and whom it speaks for.
 *
 * @param author null when its signature was not reached or is not the requester's
 */
public record Judgement(Outcome outcome, @Nullable Author author) {}
