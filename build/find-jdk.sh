# Sourced by the launchers: finds a JDK 25 and exports JAVA_HOME, or says how to get one.

jdk_is_25() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -f "$1/release" ] &&
    grep -q '^JAVA_VERSION="25[."]' "$1/release"
}

jdk_candidates() {
  [ -z "${JAVA_HOME:-}" ] || printf '%s\n' "$JAVA_HOME"
  local dir
  for dir in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    [ ! -d "$dir" ] || printf '%s\n' "$dir"
  done
  local onpath
  onpath=$(command -v javac || true)
  [ -z "$onpath" ] || (cd "$(dirname "$(readlink -f "$onpath")")/.." && pwd)
}

find_jdk() {
  local candidate
  while IFS= read -r candidate; do
    if jdk_is_25 "$candidate"; then
      export JAVA_HOME="$candidate"
      return 0
    fi
  done < <(jdk_candidates)
  cat >&2 <<'TEXT'
Proofworks needs a JDK 25 (the compiler too, not only a JRE), and none was found in JAVA_HOME, the usual
folders or PATH. Get one, then run this again:
  Debian, Ubuntu   apt-get install temurin-25-jdk   (packages.adoptium.net), or openjdk-25-jdk
  Fedora           dnf install java-25-openjdk-devel
  macOS            brew install --cask temurin@25
  anywhere         https://adoptium.net/temurin/releases/?version=25, unpacked into ~/.jdks
or set JAVA_HOME to one that you have.
TEXT
  return 1
}
