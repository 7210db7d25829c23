// Opens damaged files, as they are and with checksums that match again, and tells what became of them:
//   fuzz_mutations [--every N] [--only KIND] [--number N] [--expect DIGEST] [--list]
// --every: only each N-th (20). --only, --number: one kind, or one file of it, to look into a failure.
// --expect: fails when the verdicts are others than those that had this digest, elsewhere or before. --list:
// prints every verdict, to find out which differ.
// Without matching checksums every damaged file must be refused; with them it may open, but to an index that
// keeps every promise (validate.h), with searches that end, within memory.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#ifndef __EMSCRIPTEN__
#include <unistd.h>

#include <csignal>
#endif

#include "base/crc32c.h"
#include "damage.h"
#include "verdict.h"

namespace {

using namespace leann;
using namespace leann::fuzz;

constexpr uint32_t kChangeEvery = 16;

struct Options {
  uint32_t every = 20;
  const char* only = nullptr;
  const char* number = nullptr;
  const char* expect = nullptr;
  bool list = false;
};

// The file that is being opened, for the report of a crash or a hang.
struct Current {
  const char* kind = "";
  bool stamped = false;
  uint32_t number = 0;
} current;

void tellCurrent() {
  std::fprintf(stderr, "leann: at --only %s --number %u, checksums %s\n", current.kind, current.number,
               current.stamped ? "matching" : "as they were");
}

#ifndef __EMSCRIPTEN__
constexpr unsigned kHangSeconds = 30;
extern "C" void __sanitizer_set_death_callback(void (*)(void)) __attribute__((weak));

void watch() {
  const auto end = [](int) {
    tellCurrent();
    _exit(1);
  };
  std::signal(SIGALRM, end);
  // Sanitizers tell more of a crash than a handler of ours.
  if (__sanitizer_set_death_callback != nullptr) {
    __sanitizer_set_death_callback(tellCurrent);
  } else {
    std::signal(SIGSEGV, end);
  }
}
void restartClock() { alarm(kHangSeconds); }
#else
void watch() {}
void restartClock() {}
#endif

struct Row {
  uint32_t files = 0, rejected = 0, sameHits = 0, otherHits = 0, broken = 0;
  double memory = 0;
};

class Run {
 public:
  explicit Run(const Options& options) : options_(options), samples_(makeSamples()) {
    for (const Sample& sample : samples_) {
      sound_.push_back(judge(sample.file, sample.rows, sample.dimension, true));
      if (sound_.back().outcome == Outcome::kOpened) continue;
      std::fprintf(stderr, "leann: cannot fuzz \"%s\": %s\n", sample.name.c_str(),
                   sound_.back().reason.c_str());
      std::exit(1);
    }
  }

  bool all() {
    std::printf(
        "| damage | checksums | files | refused | opened: same hits | other hits | broken | memory |\n");
    std::printf("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for (const Damage damage : kDamages) {
      if (options_.only != nullptr && std::strcmp(options_.only, nameOf(damage)) != 0) continue;
      for (const bool stamped : {false, true}) list(damage, stamped);
    }
    std::printf("digest %08x\n", digest_);
    if (options_.expect == nullptr) return !failed_;
    const bool same = digest_ == std::strtoul(options_.expect, nullptr, 16);
    if (!same) std::fprintf(stderr, "leann: other verdicts than those of digest %s\n", options_.expect);
    return same && !failed_;
  }

 private:
  void list(Damage damage, bool stamped) {
    Row row;
    const uint32_t count = countOf(damage, samples_);
    if (options_.number != nullptr) {
      one(damage, stamped, static_cast<uint32_t>(std::strtoul(options_.number, nullptr, 10)), row);
    } else {
      for (uint32_t number = 0; number < count; number += options_.every) one(damage, stamped, number, row);
    }
    std::printf("| %s | %s | %u | %u | %u | %u | %u | %.0f %% |\n", nameOf(damage),
                stamped ? "match" : "as they were", row.files, row.rejected, row.sameHits, row.otherHits,
                row.broken, 100 * row.memory);
    std::fflush(stdout);
  }

  void one(Damage damage, bool stamped, uint32_t number, Row& row) {
    current = {nameOf(damage), stamped, number};
    restartClock();
    DamagedFile damagedFile = damaged(damage, number, samples_);
    if (stamped) restamp(damagedFile.file);
    const Sample& sample = *damagedFile.sample;
    for (const Sample& other : samples_) {
      if (damagedFile.file == other.file) return;  // no damage
    }
    const Verdict verdict =
        judge(damagedFile.file, sample.rows, sample.dimension, number % kChangeEvery == 0);
    ++row.files;
    row.memory = std::max(row.memory, verdict.memory);
    note(verdict);
    const Verdict& before = sound_[static_cast<size_t>(damagedFile.sample - samples_.data())];
    if (verdict.outcome == Outcome::kRejected) {
      ++row.rejected;
    } else if (verdict.outcome == Outcome::kBroken || !stamped) {
      ++row.broken;
      failed_ = true;
      tellCurrent();
      std::fprintf(stderr, "leann: %s\n",
                   verdict.outcome == Outcome::kBroken ? verdict.reason.c_str() : "damage went unnoticed");
    } else {
      ++(verdict.hits == before.hits ? row.sameHits : row.otherHits);
    }
  }

  // Chains every verdict to those before it.
  void note(const Verdict& verdict) {
    std::string text = std::to_string(digest_) + ' ' + std::to_string(static_cast<int>(verdict.outcome)) +
                       ' ' + std::to_string(verdict.answers) + ' ' + verdict.reason;
    if (options_.list) {
      std::printf("%s %s %u: %d %016llx %s\n", current.kind, current.stamped ? "match" : "as-they-were",
                  current.number, static_cast<int>(verdict.outcome),
                  static_cast<unsigned long long>(verdict.answers), verdict.reason.c_str());
    }
    digest_ = crc32c({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
  }

  Options options_;
  std::vector<Sample> samples_;
  std::vector<Verdict> sound_;  // of the samples
  uint32_t digest_ = 0;
  bool failed_ = false;
};

Options read(int count, char** words) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string name = words[i];
    if (name == "--list") options.list = true;
    if (name.rfind("--", 0) != 0 || i + 1 == count) continue;
    if (name == "--every") options.every = static_cast<uint32_t>(std::strtoul(words[i + 1], nullptr, 10));
    if (name == "--only") options.only = words[i + 1];
    if (name == "--number") options.number = words[i + 1];
    if (name == "--expect") options.expect = words[i + 1];
  }
  if (options.every == 0) options.every = 1;
  return options;
}

}  // namespace

int main(int count, char** words) {
  watch();
  return Run(read(count, words)).all() ? 0 : 1;
}
