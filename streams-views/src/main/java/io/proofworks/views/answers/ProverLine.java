package io.proofworks.views.answers;

import static io.proofworks.views.shape.Meaning.ADDRESS;
import static io.proofworks.views.shape.Meaning.AMOUNT;

import io.proofworks.views.shape.Means;
import io.proofworks.views.shape.Says;
import java.util.List;

/**
 * A prover or aggregator in a line.
 *
 * @param live whether its last heartbeat is not too old
 * @param capacity as its heartbeat says, or before the first its registration
 * @param slashed all that it lost
 * @param earned all that it was paid
 */
@Says("A prover or aggregator in a line.")
public record ProverLine(
    @Means(ADDRESS) String proverId,
    String standing,
    @Means(AMOUNT) long free,
    @Means(AMOUNT) long reserved,
    @Means(AMOUNT) long paid,
    long pausedUntil,
    List<String> roles,
    String vendor,
    String region,
    String hardwareClass,
    String clientBuild,
    boolean live,
    boolean draining,
    long capacity,
    long inFlight,
    long wins,
    @Means(AMOUNT) long slashed,
    @Means(AMOUNT) long earned) {}
