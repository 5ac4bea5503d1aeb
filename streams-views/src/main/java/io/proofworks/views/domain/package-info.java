/**
 * What the views hear, and what they keep: records, and how one comes of another. Nothing here
 * knows Kafka, Avro or JSON.
 */
@NullMarked
package io.proofworks.views.domain;

import org.jspecify.annotations.NullMarked;
