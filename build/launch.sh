# Sourced by the launchers, with ROOT set: builds a module once and becomes its JVM.
. "$ROOT/build/find-jdk.sh"

# built DIST JAR: true when nothing that decides the build is newer than what was built.
built() {
  local dist=$1 jar=$2 stamp=$2
  [ -d "$dist/lib" ] && [ -f "$jar" ] || return 1
  [ ! "$dist/.built" -nt "$jar" ] || stamp="$dist/.built"
  [ -z "$(find "$ROOT/pom.xml" "$ROOT"/*/pom.xml -newer "$stamp" -print -quit)" ]
}

build_module() {
  local module=$1 dist=$2 log="$ROOT/$1/target/build.log"
  mkdir -p "$ROOT/$module/target"
  echo "Building $module with $JAVA_HOME (once, some minutes; log: $log) ..." >&2
  if ! (cd "$ROOT" && ./mvnw -q -B -ntp -Dquick -DskipTests package -pl "$module" -am) \
    >"$log" 2>&1 </dev/null; then
    echo "The build failed. The end of $log:" >&2
    tail -n 30 "$log" >&2
    exit 1
  fi
  touch "$dist/.built"
  echo "Built." >&2
}

# launch MODULE DIST-NAME MAIN-CLASS ARGS...
launch() {
  local module=$1 dist="$ROOT/$1/target/$2" main=$3
  shift 3
  find_jdk || exit 1
  built "$dist" "$dist/$module-0.1.0-SNAPSHOT.jar" || build_module "$module" "$dist"
  ulimit -c 0 # a core file would have the process's keys in it
  exec "$JAVA_HOME/bin/java" -XX:-CreateCoredumpOnCrash -XX:+UseG1GC -XX:+UseCompactObjectHeaders \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    ${PROOFWORKS_JAVA_OPTS:-} -cp "$dist/*:$dist/lib/*" "$main" "$@"
}
