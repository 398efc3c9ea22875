package dev.pawl.chaos;

import java.util.random.RandomGenerator;

/** All that a fault may touch. */
record Stage(Cluster cluster, Load load, RandomGenerator random) {
  Postgres postgres() {
    return cluster.postgres();
  }
}
