// What damage does to index files of ours and of hnswlib: the same vectors, the same list of damage, every
// file opened and searched in a child process that may crash or hang. Prints the table of docs/security.md.
//   fuzz_comparison [--every N]
#include <hnswlib/hnswlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <functional>
#include <optional>
#include <thread>

#include "damage.h"
#include "mutation.h"
#include "verdict.h"

// Under AddressSanitizer: an allocation that is too large fails, as it does elsewhere.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() {
  return "allocator_may_return_null=1:max_allocation_size_mb=4096:detect_leaks=0:detect_odr_violation=0";
}

namespace {

using namespace leann;
using namespace leann::fuzz;

enum class Fate : uint8_t { kUnknown, kRefused, kSame, kOther, kCrashed, kHung };
constexpr size_t kFates = 6;
constexpr auto kPatience = std::chrono::seconds(5);

// A kind of index file: damaged bytes in, the hits of some queries out, or nothing when it was refused.
struct Contestant {
  const char* name;
  Sample sample;  // of its own format
  bool stamped;
  std::function<std::optional<std::string>(const Bytes&)> hits;
};

// ---- hnswlib

constexpr uint32_t kQueries = 6;
constexpr size_t kHits = 10;

// hnswlib reads and writes files by name; this one is in memory.
class MemoryFile {
 public:
  MemoryFile()
      : descriptor_(memfd_create("index", 0)), name_("/proc/self/fd/" + std::to_string(descriptor_)) {}
  ~MemoryFile() { close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  const std::string& name() const { return name_; }

 private:
  int descriptor_;
  std::string name_;
};

Sample hnswlibSample(const Sample& ours) {
  hnswlib::InnerProductSpace space(ours.dimension);
  const size_t count = ours.rows.size() / ours.dimension;
  hnswlib::HierarchicalNSW<float> index(&space, count, 16, 128);
  for (size_t i = 0; i < count; ++i) index.addPoint(ours.rows.data() + i * ours.dimension, i);
  const MemoryFile memory;
  index.saveIndex(memory.name());
  std::ifstream in(memory.name(), std::ios::binary);
  Sample sample = ours;
  sample.file.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  // Vectors and links of level 0; links above it; and a header, which comes first.
  const size_t level0 = count * index.size_data_per_element_;
  size_t above = 0;
  for (size_t i = 0; i < count; ++i) {
    above +=
        sizeof(unsigned int) + static_cast<size_t>(index.element_levels_[i]) * index.size_links_per_element_;
  }
  const size_t header = sample.file.size() - level0 - above;
  sample.parts = {{0, header}, {header, level0}, {header + level0, above}};
  return sample;
}

std::optional<std::string> hnswlibHits(const Bytes& file, const Sample& sample) {
  const MemoryFile memory;
  std::ofstream(memory.name(), std::ios::binary)
      .write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
  try {
    hnswlib::InnerProductSpace space(sample.dimension);
    hnswlib::HierarchicalNSW<float> index(&space, memory.name());
    std::string hits;
    const size_t count = sample.rows.size() / sample.dimension;
    for (size_t q = 0; q < kQueries; ++q) {
      auto queue = index.searchKnn(sample.rows.data() + q * count / kQueries * sample.dimension, kHits);
      for (; !queue.empty(); queue.pop()) hits += std::to_string(queue.top().second) + ' ';
    }
    return hits;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

// ---- ours

std::optional<std::string> ourHits(const Bytes& file, const Sample& sample) {
  const Verdict verdict = judge(file, sample.rows, sample.dimension, false);
  if (verdict.outcome == Outcome::kRejected) return std::nullopt;
  return verdict.outcome == Outcome::kOpened ? verdict.hits : "broken: " + verdict.reason;
}

// ---- the race

Bytes damagedBy(Damage damage, uint32_t number, const Contestant& contestant) {
  Random random(uint64_t{number} << 8 | static_cast<uint64_t>(damage));
  Bytes file = contestant.sample.file;
  if (damage == Damage::kBit) {
    flipBit(file, contestant.sample.parts, random);
  } else {
    changeBytes(file, contestant.sample.parts, random);
  }
  if (contestant.stamped) restamp(file);
  return file;
}

// Shared with the children.
struct Board {
  std::atomic<uint32_t> at;  // the number that is being tried
  std::atomic<uint8_t> fate[100000];
};

[[noreturn]] void tryFrom(uint32_t number, uint32_t count, uint32_t every, Damage damage,
                          const Contestant& contestant, const std::string& sound, Board& board) {
#ifndef __SANITIZE_ADDRESS__
  const rlimit most{rlim_t{4} << 30, rlim_t{4} << 30};
  setrlimit(RLIMIT_AS, &most);
#endif
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
  const std::optional<std::string> sound = contestant.hits(contestant.sample.file);
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
  const uint32_t every = count > 2 ? static_cast<uint32_t>(std::atoi(words[2])) : 10;
  const std::vector<Sample> samples = makeSamples();
  const Sample& ours = mostOf(samples);
  const Sample theirs = hnswlibSample(ours);
  const auto open = [&](const Bytes& file) { return ourHits(file, ours); };
  const Contestant contestants[] = {
      {"leann-web", ours, false, open},
      {"leann-web, checksums made to match", ours, true, open},
      {"hnswlib", theirs, false, [&](const Bytes& file) { return hnswlibHits(file, theirs); }},
  };
  std::printf("| | damage | files | refused | same hits | other hits | crashed | hung |\n");
  std::printf("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
  for (const Contestant& contestant : contestants) {
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
