// Tables of terms: the rows as they are stored, and what a fit to an index makes of them.
#include "table/term_table.h"

#include <cmath>

#include "base/crc32c.h"
#include "base/half_float.h"
#include "search_fixture.h"
#include "table/table_fit.h"
#include "word_documents.h"

using namespace leann;
using namespace leann::testing;

namespace {

struct Row {
  float weight;
  std::vector<float> values;
};

Row rowOf(const uint8_t* bytes, uint32_t dimension) {
  Row row{.weight = static_cast<float>(bytes[0]) / 255, .values = {}};
  const float scale = decodeHalf(static_cast<uint16_t>(bytes[1] | (bytes[2] << 8)));
  for (uint32_t i = 0; i < dimension; ++i) {
    const int level = bytes[3 + i / 2] >> (i % 2 * 4) & 15;
    row.values.push_back(scale * static_cast<float>(level - 8));
  }
  return row;
}

constexpr uint32_t kDimension = 24;
constexpr uint32_t kTopics = 6;

constexpr uint32_t kPassages = 300;

// Passages about topics, one after the other: in words that only passages of a topic have, and words that all
// have.
WordDocuments documentsOf(uint64_t seed) {
  Random random(seed);
  WordDocuments documents;
  for (uint32_t v = 0; v < kPassages; ++v) {
    Words body;
    for (int word = 0; word < 8; ++word) {
      body.push_back("topic" + std::string(1, static_cast<char>('a' + v % kTopics)) +
                     std::to_string(random.below(20)));
      body.push_back("common" + std::to_string(random.below(5)));
    }
    documents.push_back({.title = {}, .passages = {{.headings = {}, .body = body}}});
  }
  return documents;
}

// Their vectors, near those of their topics.
std::vector<float> vectorsOf(std::span<const float> topics, uint64_t seed) {
  Random random(seed);
  std::vector<float> vectors;
  for (uint32_t v = 0; v < kPassages; ++v) {
    const auto topic = topics.subspan(size_t{v % kTopics} * kDimension, kDimension);
    for (const float value : topic) vectors.push_back(value + static_cast<float>(0.2 * gaussian(random)));
  }
  return vectors;
}

std::vector<float> topicsOf(uint64_t seed) {
  Random random(seed);
  return gaussianVector(random, size_t{kTopics} * kDimension);
}

struct Library {
  explicit Library(uint64_t seed)
      : topics(topicsOf(seed)), index(buildIndex(tableOf(vectorsOf(topics, seed), kDimension))) {
    index.words = indexOf(documentsOf(seed));
  }

  TermTable table(const TableParams& params = {}, std::span<const float> priors = {}) const {
    auto fit = TableFit::create(index, params);
    REQUIRE_MESSAGE(fit.ok(), fit.status().message());
    REQUIRE(fit.value()->setPriors(0, priors).ok());
    for (;;) {
      const auto progress = fit.value()->step();
      REQUIRE(progress.ok());
      if (progress.value().done == progress.value().total) break;
    }
    auto table = fit.value()->finish();
    REQUIRE(table.ok());
    return table.value();
  }

  std::vector<float> topics;
  Index index;
};

const Library& library() {
  static const Library made(1);
  return made;
}

Row rowOf(const TermTable& table, const Library& of, std::string_view term) {
  const TermDictionary& terms = of.index.words->dictionary();
  const uint32_t number = terms.lowerBound(term);
  REQUIRE(terms.term(number) == term);
  return rowOf(table.rows.data() + (number + 1) * rowBytes(kDimension), kDimension);
}

// The topic that a query of one term is nearest to.
uint32_t topicOf(const TermTable& table, const Library& of, std::string_view term) {
  std::vector<float> query = rowOf(table.rows.data(), kDimension).values;
  const Row row = rowOf(table, of, term);
  for (uint32_t i = 0; i < kDimension; ++i) query[i] += row.values[i];
  uint32_t best = 0;
  float most = -1e9F;
  for (uint32_t topic = 0; topic < kTopics; ++topic) {
    const float product = dot(query.data(), of.topics.data() + topic * kDimension, kDimension);
    if (product <= most) continue;
    most = product;
    best = topic;
  }
  return best;
}

}  // namespace

TEST_CASE("term table: a row keeps its values to half a step of its scale, and its weight") {
  Random random(3);
  for (const uint32_t dimension : {1U, 2U, 23U, 384U}) {
    std::vector<float> values;
    for (uint32_t i = 0; i < dimension; ++i) values.push_back(static_cast<float>(random.unit() - 0.5));
    std::vector<uint8_t> bytes(rowBytes(dimension));
    packRow(values, 0.25F, bytes.data());
    const Row row = rowOf(bytes.data(), dimension);
    CHECK(row.weight == doctest::Approx(0.25).epsilon(0.01));
    float error = 0, square = 0;
    for (uint32_t i = 0; i < dimension; ++i) {
      error += (row.values[i] - values[i]) * (row.values[i] - values[i]);
      square += values[i] * values[i];
    }
    CHECK(error < 0.01F * square);
  }
}

TEST_CASE("term table: a row of zeros stays one, and of huge values the largest are cut off") {
  std::vector<uint8_t> bytes(rowBytes(4));
  packRow(std::array{0.0F, 0.0F, 0.0F, 0.0F}, 1, bytes.data());
  CHECK(rowOf(bytes.data(), 4).values == std::vector<float>(4, 0));
  packRow(std::array{1e-12F, 0.0F, -1e-12F, 0.0F}, 1, bytes.data());
  for (const float value : rowOf(bytes.data(), 4).values) CHECK(std::fabs(value) < 1e-6F);
}

TEST_CASE("table fit: a term stands for what passages with it are about") {
  const TermTable table = library().table();
  uint32_t right = 0;
  for (uint32_t topic = 0; topic < kTopics; ++topic) {
    for (uint32_t number = 0; number < 20; ++number) {
      const std::string term =
          "topic" + std::string(1, static_cast<char>('a' + topic)) + std::to_string(number);
      right += topicOf(table, library(), term) == topic ? 1U : 0U;
    }
  }
  CHECK(right >= 119);
}

TEST_CASE("table fit: frequent terms weigh less") {
  const TermTable table = library().table({.commonness = 0.01F});
  CHECK(rowOf(table, library(), "common1").weight < 0.2F);
  CHECK(rowOf(table, library(), "topica1").weight > 2 * rowOf(table, library(), "common1").weight);
}

TEST_CASE("table fit: a stronger ridge makes rows smaller") {
  const auto lengthAt = [](float ridge) {
    const Row row = rowOf(library().table({.ridge = ridge}), library(), "topicb3");
    return dot(row.values.data(), row.values.data(), row.values.size());
  };
  CHECK(lengthAt(20) < 0.8F * lengthAt(0.2F));
}

TEST_CASE("table fit: terms that begin alike learn from each other, as far as they share") {
  // "topica0" is in few passages; its family begins with "topica".
  const auto apart = [](float sharing) {
    const TermTable table = library().table({.ridge = 20, .sharing = sharing, .familyLength = 6});
    const Row one = rowOf(table, library(), "topica0");
    const Row other = rowOf(table, library(), "topica1");
    const float product = dot(one.values.data(), other.values.data(), kDimension);
    return product / std::sqrt(dot(one.values.data(), one.values.data(), kDimension) *
                               dot(other.values.data(), other.values.data(), kDimension));
  };
  CHECK(apart(1) > apart(0));
}

// Of each term, its topic's vector, or nothing.
std::vector<float> topicPriors(const Library& of) {
  const TermDictionary& terms = of.index.words->dictionary();
  std::vector<float> priors;
  for (uint32_t t = 0; t < terms.size(); ++t) {
    const std::string_view term = terms.term(t);
    const bool isTopic = term.rfind("topic", 0) == 0;
    const size_t topic = isTopic ? static_cast<size_t>(term[5] - 'a') : 0;
    for (size_t i = 0; i < kDimension; ++i) {
      priors.push_back(isTopic ? 3 * of.topics[topic * kDimension + i] : 0);
    }
  }
  return priors;
}

TEST_CASE("table fit: what passages hardly tell of a term, its prior does, as long as they are") {
  const TableParams stiff{.ridge = 1e6F, .sharing = 0};
  const auto lengthOf = [](const TermTable& table) {
    const Row row = rowOf(table, library(), "topicb3");
    return std::sqrt(dot(row.values.data(), row.values.data(), row.values.size()));
  };
  const TermTable without = library().table(stiff);
  const TermTable with = library().table(stiff, topicPriors(library()));
  CHECK(topicOf(with, library(), "topicb3") == 1);
  CHECK(lengthOf(without) < 0.01F * lengthOf(with));
  // Priors may be of any length: that of passages counts.
  std::vector<float> longer = topicPriors(library());
  for (float& value : longer) value *= 10;
  CHECK(lengthOf(library().table(stiff, longer)) == doctest::Approx(lengthOf(with)).epsilon(0.01));
}

TEST_CASE("table fit: priors that passages contradict count for nothing") {
  std::vector<float> wrong = topicPriors(library());
  for (float& value : wrong) value = -value;
  CHECK(library().table({}, wrong).rows == library().table().rows);
}

TEST_CASE("table fit: priors of a part of the terms, and those that are refused") {
  const auto refused = [](TableFit& fit, uint32_t first, std::span<const float> vectors) {
    const Status status = fit.setPriors(first, vectors);
    CHECK(status.message().rfind("leann: cannot set priors of terms: ", 0) == 0);
    return status.code() == ErrorCode::kInvalidArgument;
  };
  const uint32_t terms = library().index.words->terms();
  auto fit = TableFit::create(library().index, {});
  REQUIRE(fit.ok());
  const std::vector<float> two(size_t{2} * kDimension, 1);
  CHECK(fit.value()->setPriors(terms - 2, two).ok());
  CHECK(refused(*fit.value(), terms - 1, two));
  CHECK(refused(*fit.value(), ~uint32_t{0}, two));
  CHECK(refused(*fit.value(), 0, std::span(two).first(kDimension + 1)));
  CHECK(refused(*fit.value(), 0, std::vector<float>(kDimension, std::nanf(""))));
  REQUIRE(fit.value()->step().ok());
  CHECK(refused(*fit.value(), 0, two));
}

TEST_CASE("table fit: more steps come nearer to the solution") {
  const auto rowAt = [](uint32_t steps) {
    return rowOf(library().table({.ridge = 0.02F, .steps = steps}), library(), "topicc2").values;
  };
  const std::vector<float> solution = rowAt(200);
  const auto distanceAt = [&](uint32_t steps) {
    return squaredL2(rowAt(steps).data(), solution.data(), kDimension);
  };
  CHECK(distanceAt(30) <= distanceAt(1));
}

TEST_CASE("table fit: the same bytes every time, natively and as WebAssembly") {
  const TermTable table = library().table();
  CHECK(table.rows == library().table().rows);
  CHECK(table.rows.size() == (library().index.words->terms() + 1) * rowBytes(kDimension));
  CHECK(crc32c(table.rows) == 0x4c8bf8f4U);
}

TEST_CASE("table fit: what cannot be fitted is refused") {
  const auto codeOf = [](const Index& index, const TableParams& params) {
    const auto fit = TableFit::create(index, params);
    REQUIRE(!fit.ok());
    CHECK(fit.status().message().rfind("leann: cannot fit a table: ", 0) == 0);
    return fit.status().code();
  };
  CHECK(codeOf(*fixture().index, {}) == ErrorCode::kInvalidArgument);  // no words
  Index other = *fixture(Metric::kL2).index;
  other.words = library().index.words;
  CHECK(codeOf(other, {}) == ErrorCode::kInvalidArgument);
  for (const TableParams& params :
       {TableParams{.ridge = 0}, TableParams{.commonness = 0}, TableParams{.commonness = 2},
        TableParams{.sharing = -1}, TableParams{.familyLength = 0}, TableParams{.steps = 0}}) {
    CHECK(codeOf(library().index, params) == ErrorCode::kInvalidArgument);
  }
  auto fit = TableFit::create(library().index, {});
  REQUIRE(fit.ok());
  CHECK(fit.value()->finish().status().code() == ErrorCode::kInvalidArgument);
}
