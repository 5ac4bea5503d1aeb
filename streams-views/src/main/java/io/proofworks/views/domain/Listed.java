package io.proofworks.views.domain;

/**
 * Where a subject stands in the lists.
 *
 * @param listed in the list of which state
 * @param position in it
 */
public record Listed(String listed, String position) {}
