// What damage does to index files of ours and of other libraries: the same vectors, the same list of damage,
// every file opened and searched in a child process that may crash or hang. Prints the table of
// docs/security.md.
//   fuzz_comparison [--every N] [--only NAME]
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <functional>
#include <optional>
#include <thread>

#include "damage.h"
#include "mutation.h"
#include "rivals.h"
#include "verdict.h"

namespace {

using namespace leann;
using namespace leann::fuzz;

enum class Fate : uint8_t { kUnknown, kRefused, kSame, kOther, kCrashed, kHung };
constexpr size_t kFates = 6;
constexpr auto kPatience = std::chrono::seconds(5);

// A kind of index file: damaged bytes in, the hits of some queries out, or nothing when it was refused.
struct Contestant {
  const char* name;
  Bytes file;
  bool stamped;
  std::function<std::optional<std::string>(const Bytes&)> hits;
};

// ---- ours

std::optional<std::string> ourHits(const Bytes& file, const Sample& sample) {
  const Verdict verdict = judge(file, sample.rows, sample.dimension, false);
  if (verdict.outcome == Outcome::kRejected) return std::nullopt;
  return verdict.outcome == Outcome::kOpened ? verdict.hits : "broken: " + verdict.reason;
}

// ---- the race

// Every byte has the same chance, whatever a format keeps where.
Bytes damagedBy(Damage damage, uint32_t number, const Contestant& contestant) {
  Random random(uint64_t{number} << 8 | static_cast<uint64_t>(damage));
  Bytes file = contestant.file;
  const std::vector<Part> whole{{0, file.size()}};
  if (damage == Damage::kBit) {
    flipBit(file, whole, random);
  } else {
    changeBytes(file, whole, random);
  }
  if (contestant.stamped) restamp(file);
  return file;
}

// Shared with the children.
struct Board {
  std::atomic<uint32_t> at;  // the number that is being tried
  std::atomic<uint8_t> fate[kMostFiles];
};

[[noreturn]] void tryFrom(uint32_t number, uint32_t count, uint32_t every, Damage damage,
                          const Contestant& contestant, const std::string& sound, Board& board) {
  const rlimit most{rlim_t{4} << 30, rlim_t{4} << 30};
  setrlimit(RLIMIT_AS, &most);
  if (std::freopen("/dev/null", "w", stderr) == nullptr) _exit(1);
  for (; number < count; number += every) {
    board.at = number;
    const std::optional<std::string> hits = contestant.hits(damagedBy(damage, number, contestant));
    const Fate fate = !hits ? Fate::kRefused : *hits == sound ? Fate::kSame : Fate::kOther;
    board.fate[number] = static_cast<uint8_t>(fate);
  }
  board.at = count;
  _exit(0);
}

// Waits for the child; kills it when it makes no progress.
Fate watch(pid_t child, const Board& board) {
  using Clock = std::chrono::steady_clock;
  uint32_t at = board.at;
  Clock::time_point since = Clock::now();
  for (;;) {
    int status = 0;
    if (waitpid(child, &status, WNOHANG) == child) return Fate::kCrashed;
    if (board.at != at) {
      at = board.at;
      since = Clock::now();
    } else if (Clock::now() - since > kPatience) {
      kill(child, SIGKILL);
      waitpid(child, &status, 0);
      return Fate::kHung;
    }
    std::this_thread::sleep_for(std::chrono::microseconds(300));
  }
}

std::array<uint32_t, kFates> race(Damage damage, uint32_t count, uint32_t every,
                                  const Contestant& contestant) {
  void* memory = mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) std::abort();
  Board& board = *new (memory) Board();
  const std::optional<std::string> sound = contestant.hits(contestant.file);
  if (!sound) std::abort();
  for (uint32_t number = 0; number < count;) {
    board.at = number;
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0) tryFrom(number, count, every, damage, contestant, *sound, board);
    const Fate end = watch(child, board);
    if (board.at >= count) break;
    board.fate[board.at] = static_cast<uint8_t>(end);
    number = board.at + every;
  }
  std::array<uint32_t, kFates> fates{};
  for (uint32_t number = 0; number < count; number += every) ++fates[board.fate[number]];
  munmap(memory, sizeof(Board));
  return fates;
}

}  // namespace

int main(int count, char** words) {
  uint32_t every = 10;
  const char* only = nullptr;
  for (int i = 1; i + 1 < count; i += 2) {
    if (std::strcmp(words[i], "--every") == 0) every = static_cast<uint32_t>(std::atoi(words[i + 1]));
    if (std::strcmp(words[i], "--only") == 0) only = words[i + 1];
  }
  const std::vector<Sample> samples = makeSamples();
  const Sample& ours = mostOf(samples);
  const auto open = [&](const Bytes& file) { return ourHits(file, ours); };
  std::vector<Contestant> contestants{{"leann-web", ours.file, false, open},
                                      {"leann-web, checksums made to match", ours.file, true, open}};
  const Rows rows{ours.rows, ours.dimension};
  for (const Rival& rival : rivals()) {
    contestants.push_back({rival.name, rival.build(rows), false,
                           [&rows, hits = rival.hits](const Bytes& file) { return hits(file, rows); }});
  }
  std::printf("| | damage | files | refused | same hits | other hits | crashed | hung |\n");
  std::printf("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
  for (const Contestant& contestant : contestants) {
    if (only != nullptr && std::strcmp(only, contestant.name) != 0) continue;
    for (const Damage damage : {Damage::kBit, Damage::kBytes}) {
      const uint32_t files = countOf(damage, samples);
      const auto fates = race(damage, files, every, contestant);
      const auto of = [&](Fate fate) { return fates[static_cast<size_t>(fate)]; };
      std::printf("| %s | %s | %u | %u | %u | %u | %u | %u |\n", contestant.name, nameOf(damage),
                  (files + every - 1) / every, of(Fate::kRefused), of(Fate::kSame), of(Fate::kOther),
                  of(Fate::kCrashed), of(Fate::kHung));
      std::fflush(stdout);
    }
  }
  return 0;
}
