/**
 * The pure rules of settlement: tasks, accounts, the order of inputs. No Kafka, no Avro, no clock.
 */
@NullMarked
package io.proofworks.settlement.domain;

import org.jspecify.annotations.NullMarked;
