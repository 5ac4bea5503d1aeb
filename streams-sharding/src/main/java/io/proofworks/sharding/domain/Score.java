package io.proofworks.sharding.domain;

/**
 * Why a prover got the work: parts in millionths, higher is better.
 *
 * @param reliability settlement's figure times the share of assignments that the prover takes
 * @param total the weighted mean of the parts, times that share again
 * @param expectedFinish log time
 */
public record Score(
    int price,
    int finish,
    int reliability,
    int diversity,
    int concentration,
    int load,
    int total,
    long expectedFinish) {}
