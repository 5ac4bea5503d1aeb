package io.proofworks.views.shape;

/**
 * A record of a public topic with where it stands, as it is shown. What is decided by it is read
 * from it first.
 *
 * @param json an object
 */
public record TopicRecord(String json) {}
