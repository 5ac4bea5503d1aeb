package io.proofworks.views.domain;

import static io.proofworks.views.shape.Meaning.ADDRESS;

import io.proofworks.views.shape.Inline;
import io.proofworks.views.shape.Means;

/**
 * The balances of an account as they are kept.
 *
 * @param offset of the movement that said them: of two the one with the larger is the newer
 */
public record KeptAccount(
    @Inline Told.LedgerMovement balances, @Means(ADDRESS) String account, long offset) {}
