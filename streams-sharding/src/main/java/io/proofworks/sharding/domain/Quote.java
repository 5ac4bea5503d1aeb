package io.proofworks.sharding.domain;

/**
 * What a task is worth, base units.
 *
 * @param reward the price at publication: base reward and the premium of its urgency then
 * @param minReward what the ramp of a waiting task starts from
 * @param maxReward the most that any assignment may promise: end of the ramp and full premium
 * @param premiumCap the part of {@code maxReward} that only urgency may claim
 * @param bond what a prover must set aside to commit
 */
public record Quote(long reward, long minReward, long maxReward, long premiumCap, long bond) {}
