/**
 * The distributor's rules as pure functions: no Kafka, no Avro, no clock, no randomness. Time is an
 * argument and comes from the log.
 */
@NullMarked
package io.proofworks.sharding.domain;

import org.jspecify.annotations.NullMarked;
