#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>

#include "base/random.hpp"
#include "store/boot_directory.hpp"
#include "store/test_log.hpp"

namespace jurymast::store {
namespace {

using namespace testing;
using namespace std::chrono_literals;

/// What a client of a child process knows: these operations began, these were answered.
struct Told {
  std::set<std::uint64_t> started;
  std::set<std::uint64_t> ended;
};

struct Word {
  std::uint64_t number;
  std::uint64_t ended;
};

/// The life of a process under traffic: tells an operation over the pipe only after it is in the mapping.
[[noreturn]] void live(const std::string& state, std::uint64_t first, int pipe) {
  SystemClock clock;
  JournalSettings settings = small_settings(state);
  settings.group_commit = 2ms;
  settings.rotate_bytes = 200'000;
  auto journal = Journal::open(settings, clock, nullptr);
  if (!journal) ::_exit(3);
  const auto tell = [pipe](Word word) {
    if (::write(pipe, &word, sizeof word) != sizeof word) ::_exit(4);
  };
  Lane& lane = (*journal)->lane(0);
  for (std::uint64_t i = first;; ++i) {
    // Nothing is to be dropped here, so that every operation told must be found.
    while ((*journal)->stats().queue_bytes > 40'000) (*journal)->flush(1s);
    if (!lane.start(start_text(i))) ::_exit(5);
    tell({i, 0});
    // Every seventh stays open for a while, so that some are always cut.
    const std::uint64_t ending = i % 7 == 0 && i >= first + 21 ? i - 21 : i;
    if (i % 7 == 0 && ending == i) continue;
    if (!lane.end(end_text(ending))) ::_exit(5);
    tell({ending, 1});
  }
}

void listen(int pipe, Told& told) {
  Word word{};
  while (::read(pipe, &word, sizeof word) == sizeof word) (word.ended != 0 ? told.ended : told.started).insert(word.number);
}

/// Starts a process, kills it after so long, and gives what it had told.
void live_and_die(const std::string& state, std::uint64_t first, Duration after, Told& told) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::close(ends[0]);
    live(state, first, ends[1]);
  }
  ::close(ends[1]);
  ::fcntl(ends[0], F_SETPIPE_SZ, 1 << 20);
  const timespec pause{after / 1s, (after % 1s).count()};
  ::nanosleep(&pause, nullptr);
  ::kill(child, SIGKILL);
  listen(ends[0], told);
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status)) << "the process ended by itself, with " << status;
}

/// Opens the state directory in a process that is killed somewhere in its recovery.
void recover_and_die(const std::string& state, Duration after) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    SystemClock clock;
    auto journal = Journal::open(small_settings(state), clock, nullptr);
    if (journal) (*journal)->stop();
    ::_exit(0);
  }
  const timespec pause{0, after.count()};
  ::nanosleep(&pause, nullptr);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
}

void expect_exactly_once(const std::string& state, const Told& told) {
  std::map<std::string, int> counts;
  std::map<std::string, std::string> outcomes;
  const auto lines = lines_of(state);
  counts = count_operations(lines);
  for (const auto& line : lines) outcomes[line.operation.id] = line.operation.outcome;
  for (const auto& [id, count] : counts) ASSERT_EQ(count, 1) << id;
  for (const std::uint64_t number : told.started) ASSERT_TRUE(counts.contains(id_text(number))) << "lost " << number;
  for (const std::uint64_t number : told.ended) ASSERT_EQ(outcomes.at(id_text(number)), "complete") << number;
}

void open_and_stop(const std::string& state) {
  SystemClock clock;
  const auto journal = Journal::open(small_settings(state), clock, nullptr);
  ASSERT_TRUE(journal) << journal.error().message;
  (*journal)->stop();
}

constexpr std::uint64_t kLives = 25;
constexpr std::uint64_t kLivesMax = 200;
constexpr std::size_t kEndedMin = 500;

TEST(JournalCrash, KilledAtAnyMoment_LosesNothingThatWasTold_AndDoublesNothing) {
  const TemporaryDirectory state;
  Told told;
  Random random(1);
  // A busy machine gets less done in a life, so it lives more of them.
  for (std::uint64_t life = 0; life < kLives || (told.ended.size() <= kEndedMin && life < kLivesMax); ++life) {
    const Duration after = 3ms + random.jitter(60ms);
    ASSERT_NO_FATAL_FAILURE(live_and_die(state.path(), life * 1'000'000, after, told));
    if (life % 3 == 0) recover_and_die(state.path(), random.jitter(8ms));
    if (life % 5 == 0) {
      open_and_stop(state.path());
      ASSERT_NO_FATAL_FAILURE(expect_exactly_once(state.path(), told));
    }
  }
  open_and_stop(state.path());
  EXPECT_GT(told.ended.size(), kEndedMin);
  ASSERT_NO_FATAL_FAILURE(expect_exactly_once(state.path(), told));
  const std::size_t lines = lines_of(state.path()).size();
  open_and_stop(state.path());
  EXPECT_EQ(lines_of(state.path()).size(), lines) << "recovering again must add nothing";
  EXPECT_TRUE(std::filesystem::is_empty(state.path() + "/journal"));
}

TEST(JournalCrash, RecoveryCanBeKilledOverAndOver) {
  const TemporaryDirectory state;
  Told told;
  ASSERT_NO_FATAL_FAILURE(live_and_die(state.path(), 0, 60ms, told));
  Random random(2);
  for (int i = 0; i < 30; ++i) recover_and_die(state.path(), random.jitter(4ms));
  open_and_stop(state.path());
  ASSERT_NO_FATAL_FAILURE(expect_exactly_once(state.path(), told));
}

/// A dead process's journal, made without one: a copy of the directory while the process lives.
void copy_state(const std::string& from, const std::string& to) {
  std::filesystem::remove_all(to);
  std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
  std::filesystem::remove(to + "/lock");
}

/// Replaces the first lane's segment in a copied state directory.
void put_segment(const std::string& state, std::string_view bytes) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(state + "/journal")) {
    if (entry.path().filename() == "lane-0.seg-0") std::ofstream(entry.path(), std::ios::binary | std::ios::trunc) << bytes;
  }
}

/// A copied state directory whose one life has five operations in its first segment, none of them in the log.
struct FrozenLife {
  FrozenLife() {
    SystemClock clock;
    JournalSettings settings = small_settings(live.path());
    settings.group_commit = 60s;
    auto journal = Journal::open(settings, clock, nullptr);
    for (std::uint64_t i = 0; i < 5; ++i) {
      (*journal)->lane(0).start(start_text(i));
      if (i != 3) (*journal)->lane(0).end(end_text(i));
    }
    copy_state(live.path(), frozen.path() + "/state");
  }
  std::string segment() const {
    std::string bytes;
    for (std::uint64_t i = 0; i < 5; ++i) {
      record::append_frame(bytes, record::FrameType::Start, start_text(i));
      if (i != 3) record::append_frame(bytes, record::FrameType::End, end_text(i));
    }
    return bytes;
  }
  TemporaryDirectory live;
  TemporaryDirectory frozen;
};

TEST(JournalCrash, ASegmentCutAtAnyPlace_GivesItsWholeFrames) {
  const FrozenLife life;
  const std::string segment = life.segment();
  const TemporaryDirectory work;
  const std::string state = work.path() + "/state";
  for (std::size_t cut = 0; cut <= segment.size(); cut += cut % 96 == 0 ? 1 : 31) {
    copy_state(life.frozen.path() + "/state", state);
    put_segment(state, segment.substr(0, cut));
    open_and_stop(state);
    std::size_t expected = 0;
    std::set<std::string> seen;
    record::FrameScanner scanner(std::string_view(segment).substr(0, cut));
    while (const auto frame = scanner.next()) expected += seen.emplace(frame->payload.substr(32, 26)).second ? 1U : 0U;
    const auto counts = count_operations(lines_of(state));
    ASSERT_EQ(counts.size(), expected) << "cut at " << cut;
    for (const auto& [id, count] : counts) {
      ASSERT_EQ(count, 1);
      ASSERT_TRUE(seen.contains(id)) << "invented " << id;
    }
  }
}

TEST(JournalCrash, ACursorCutAtAnyPlace_LosesNothing_AndDoublesNothing) {
  const FrozenLife life;
  const TemporaryDirectory work;
  const std::string state = work.path() + "/state";
  const std::string boot =
      state + "/journal/" + std::filesystem::directory_iterator(life.frozen.path() + "/state/journal")->path().filename().string();
  constexpr std::uintmax_t kStep = 1021;
  for (std::uintmax_t cut = 0, size = 1; cut < size; cut += kStep) {
    copy_state(life.frozen.path() + "/state", state);
    size = std::filesystem::file_size(boot + "/cursor");
    std::filesystem::resize_file(boot + "/cursor", cut);
    open_and_stop(state);
    const auto counts = count_operations(lines_of(state));
    ASSERT_EQ(counts.size(), 5U) << "cut at " << cut;
    for (const auto& [id, count] : counts) ASSERT_EQ(count, 1) << id << ", cut at " << cut;
  }
}

TEST(JournalCrash, ADamagedFrameIsLostAlone_AndLeavesAGap) {
  const FrozenLife life;
  const std::string segment = life.segment();
  const TemporaryDirectory work;
  const std::string state = work.path() + "/state";
  copy_state(life.frozen.path() + "/state", state);
  std::string damaged = segment;
  damaged[record::frame_size(start_text(0).size()) + 100] ^= 1;  // in the end of the first operation
  put_segment(state, damaged);
  open_and_stop(state);
  std::uint64_t gaps = 0;
  const auto lines = lines_of(state);
  for (const auto& line : lines) gaps += line.gap_reason == "damaged_journal" ? line.gap_count : 0;
  EXPECT_EQ(gaps, 1U);
  EXPECT_EQ(count_operations(lines).size(), 5U) << "the first is interrupted, the others as they were";
}

TEST(JournalCrash, AStartWhoseEndWasOnlyInMemory_IsFoundInTheLog_AndNotCalledInterrupted) {
  const TemporaryDirectory state;
  {
    SystemClock clock;
    const auto journal = Journal::open(small_settings(state.path()), clock, nullptr);
    (*journal)->lane(0).end(end_text(1));
    (*journal)->stop();
  }
  BootDirectory boot(state.path() + "/journal/01DEAD");
  std::string segment;
  record::append_frame(segment, record::FrameType::Start, start_text(1));
  record::append_frame(segment, record::FrameType::Start, start_text(2));
  ASSERT_TRUE(boot.create({1, 0, {{0, segment.size()}}}));
  std::ofstream(boot.segment_path(0, 0), std::ios::binary) << segment;
  open_and_stop(state.path());
  const auto lines = lines_of(state.path());
  const auto counts = count_operations(lines);
  EXPECT_EQ(counts.at(id_text(1)), 1);
  EXPECT_EQ(counts.at(id_text(2)), 1);
  EXPECT_EQ(lines.front().operation.outcome, "complete");
  EXPECT_EQ(lines.back().operation.outcome, "interrupted");
}

TEST(JournalCrash, WithoutACursor_TheWholeLogIsCompared) {
  const TemporaryDirectory state;
  Told told;
  for (std::uint64_t life = 0; told.ended.empty() && life < kLivesMax; ++life) {
    ASSERT_NO_FATAL_FAILURE(live_and_die(state.path(), life * 1'000'000, 50ms, told));
  }
  ASSERT_FALSE(told.ended.empty());
  for (const auto& entry : std::filesystem::recursive_directory_iterator(state.path() + "/journal")) {
    if (entry.path().filename() == "cursor") std::ofstream(entry.path(), std::ios::trunc) << "nonsense";
  }
  open_and_stop(state.path());
  ASSERT_NO_FATAL_FAILURE(expect_exactly_once(state.path(), told));
}

}  // namespace
}  // namespace jurymast::store
