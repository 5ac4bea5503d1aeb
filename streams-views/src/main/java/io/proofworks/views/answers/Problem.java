package io.proofworks.views.answers;

import io.proofworks.views.shape.Says;

/** Why there is no answer. */
@Says("RFC 9457; code is stable.")
public record Problem(String type, String title, int status, String code, String detail) {}
