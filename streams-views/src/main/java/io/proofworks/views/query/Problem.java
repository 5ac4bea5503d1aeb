package io.proofworks.views.query;

import io.proofworks.operations.Condition;

/** Why a request is not answered, as RFC 9457 has it. */
final class Problem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** When to ask again, seconds, where that can help. */
  static final String RETRY_AFTER_SECONDS = "1";

  private final int status;
  private final String code;

  Problem(int status, String code, String detail) {
    super(detail);
    this.status = status;
    this.code = code;
  }

  /** The views are not here, or not yet; they will be. */
  static Problem later(String code, String detail) {
    return new Problem(503, code, detail);
  }

  /** The views are not here: why, and whether they come back by themselves, is how they are. */
  static Problem away(Condition views, String what) {
    return switch (views) {
      case WORKING, BEHIND, MOVING ->
          later(Condition.MOVING.code(), what + " moves to another instance");
      case STARTING -> later(views.code(), what + " is being made or made again");
      case STOPPING -> later(views.code(), "this instance is stopping");
      case FAILED ->
          later(views.code(), "the views have failed here and need a restart; the log says why");
    };
  }

  static Problem badParameter(String detail) {
    return new Problem(400, "bad-parameter", detail);
  }

  static Problem notFound(String what, String id) {
    return new Problem(404, what + "-not-found", "no " + what + " " + id);
  }

  /** It as an answer. */
  io.proofworks.views.answers.Problem answer() {
    return new io.proofworks.views.answers.Problem(
        "urn:proofworks:problem:" + code, code.replace('-', ' '), status, code, detail());
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  String detail() {
    return String.valueOf(getMessage());
  }
}
