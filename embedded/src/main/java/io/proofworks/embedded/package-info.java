/**
 * What the single-process market runs on: a real Kafka broker and a schema registry, in this JVM,
 * on loopback, on disk. Nothing here knows the market: both speak only their public protocols.
 */
@NullMarked
package io.proofworks.embedded;

import org.jspecify.annotations.NullMarked;
