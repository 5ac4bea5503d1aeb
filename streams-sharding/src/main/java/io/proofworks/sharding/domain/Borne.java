package io.proofworks.sharding.domain;

/**
 * What of a requester's own money has borne what was executed for it, within a time.
 *
 * @param worth base units
 */
public record Borne(long worth) {}
