// What an index settles by itself: where a walk begins, and which code suits its size.
#include "index.h"

#include "test_data.h"

using namespace leann;

TEST_CASE("index: the walk starts at the node of highest degree, ties to the lower id") {
  CHECK(entryPoint(makeGraph({{}})) == 0);
  CHECK(entryPoint(makeGraph({{1}, {0, 2, 3}, {1}, {1}})) == 1);
  CHECK(entryPoint(makeGraph({{}, {2, 3}, {1, 3}, {1, 2}})) == 1);
}

TEST_CASE("index: few vectors get a random rotation, many a learned one") {
  const BuildParams few = resolved({}, 384, 5000);
  CHECK(few.rotation == RotationKind::kRandom);
  CHECK(few.bits == 4);
  CHECK(few.subspaces == 76);
  const BuildParams many = resolved({}, 384, 60000);
  CHECK(many.rotation == RotationKind::kLearned);
  CHECK(many.bits == 8);
  CHECK(many.subspaces == 32);
  CHECK(resolved({}, 1, 1).subspaces == 1);
  CHECK(resolved({}, 65535, 0xFFFFFFFF).subspaces >= 1);
}

TEST_CASE("index: what was chosen stays chosen") {
  const BuildParams chosen =
      resolved({.rotation = RotationKind::kLearned, .subspaces = 7, .bits = 4}, 384, 10);
  CHECK(chosen.rotation == RotationKind::kLearned);
  CHECK(chosen.subspaces == 7);
  CHECK(chosen.bits == 4);
  CHECK(resolved({.rotation = RotationKind::kRandom}, 384, 1000000).bits == 4);
  CHECK(resolved({.rotation = RotationKind::kRandom, .bits = 8}, 384, 1000000).bits == 8);
}
