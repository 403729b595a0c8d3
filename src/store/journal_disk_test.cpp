#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <optional>

#include "store/boot_directory.hpp"
#include "store/test_log.hpp"

namespace jurymast::store {
namespace {

using namespace testing;
using namespace std::chrono_literals;

constexpr Duration kPatience = 20s;

/// Runs in a process of its own, because limits are a process's; exit code 0 is good.
int in_child(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void pause_for(Duration time) {
  const timespec pause{time / 1s, (time % 1s).count()};
  ::nanosleep(&pause, nullptr);
}

bool eventually(const std::function<bool()>& holds) {
  for (int i = 0; i < 1000; ++i) {
    if (holds()) return true;
    pause_for(10ms);
  }
  return false;
}

void limit_files(rlim_t bytes) {
  const rlimit limit{bytes, RLIM_INFINITY};
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

/// A disk that can be filled: a small file system of its own where this user may mount one, else a limit on files, which makes the same
/// calls fail.
class SmallDisk {
 public:
  explicit SmallDisk(const std::string& mount_point)
      : filler_(mount_point + "/filler"), mounted_(::mount("none", mount_point.c_str(), "tmpfs", 0, "size=3m") == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() { make_room(); }

  void fill() {
    if (!mounted_) return limit_files(kTightBytes);
    std::ofstream filler(filler_, std::ios::binary);
    const std::string block(4096, 'f');
    while (filler.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) continue;
  }
  void make_room() {
    if (mounted_) {
      std::filesystem::remove(filler_);
    } else {
      limit_files(RLIM_INFINITY);
    }
  }

 private:
  static constexpr rlim_t kTightBytes = 100;
  std::string filler_;
  bool mounted_;
};

/// One of the steps that a child checks; the number tells the test which failed.
#define CHECK_STEP(number, condition) \
  if (!(condition)) return number

int survive_a_file_size_limit(const std::string& state) {
  ::signal(SIGXFSZ, SIG_IGN);
  SystemClock clock;
  std::atomic<int> alarms{0};
  JournalSettings settings = small_settings(state);
  settings.strict_wait_max = 50ms;
  auto journal =
      Journal::open(settings, clock, [&](JournalAlarm alarm, std::string_view) { alarms += alarm == JournalAlarm::Error; });
  CHECK_STEP(1, journal);
  Lane& lane = (*journal)->lane(0);
  CHECK_STEP(2, lane.end(end_text(1)) && (*journal)->flush(kPatience));
  limit_files(1000);
  for (std::uint64_t i = 2; i < 1000; ++i) {
    CHECK_STEP(3, lane.end(end_text(i)));  // traffic goes on
    if (i % 40 == 0) pause_for(15ms);
  }
  CHECK_STEP(4, eventually([&] { return (*journal)->stats().log_failing; }));
  CHECK_STEP(5, eventually([&] { return (*journal)->stats().lanes_in_memory > 0; }));
  CHECK_STEP(6, alarms >= 2 && (*journal)->stats().write_errors > 0);
  std::atomic<bool> released{false};
  lane.end(end_text(1000), [&] { released = true; });
  CHECK_STEP(7, eventually([&] { return released.load(); }));
  CHECK_STEP(8, eventually([&] { return (*journal)->stats().released_unsaved == 1; }));
  limit_files(RLIM_INFINITY);
  CHECK_STEP(9, (*journal)->flush(kPatience));  // recovers by itself
  CHECK_STEP(10, !(*journal)->stats().log_failing && (*journal)->stats().records_lost == 0);
  for (std::uint64_t i = 1001; i < 1400; ++i) {
    CHECK_STEP(11, lane.end(end_text(i)));
    if (i % 50 == 0) pause_for(30ms);
  }
  CHECK_STEP(12, eventually([&] {
               lane.end(end_text(0));
               return (*journal)->stats().lanes_in_memory == 0;
             }));
  // Ends that were read from memory have their starts on the disk: a successor has to look for them in the log.
  CHECK_STEP(13, (*journal)->flush(kPatience));
  const auto cursor = BootDirectory(state + "/journal/" + (*journal)->boot_id()).read_cursor();
  CHECK_STEP(14, cursor && cursor->tail_seq >= 1 && cursor->tail_seq < 1000 && (*journal)->stats().last_seq > 1300);
  (*journal)->stop();
  return 0;
}

TEST(JournalDisk, FileSizeLimit_StopsNoTraffic_AndRecoversByItself) {
  const TemporaryDirectory state;
  ASSERT_EQ(in_child([&] { return survive_a_file_size_limit(state.path()); }), 0);
  auto counts = count_operations(lines_of(state.path()));
  counts.erase(id_text(0));
  EXPECT_EQ(counts.size(), 1399U);
  for (const auto& [id, count] : counts) EXPECT_EQ(count, 1);
}

int survive_a_full_disk(const std::string& mount_point) {
  SmallDisk disk(mount_point);
  const std::string state = mount_point + "/state";
  SystemClock clock;
  JournalSettings settings = small_settings(state);
  settings.queue_bytes_max = 1 << 20;
  auto journal = Journal::open(settings, clock, nullptr);
  CHECK_STEP(1, journal);
  std::uint64_t kept = 0;
  std::uint64_t lost = 0;
  const auto serve = [&](std::uint64_t i) { ((*journal)->lane(0).end(end_text(i)) ? kept : lost) += 1; };
  serve(1);
  CHECK_STEP(2, (*journal)->flush(kPatience));
  disk.fill();
  for (std::uint64_t i = 2; i < 4000; ++i) serve(i);
  CHECK_STEP(3, eventually([&] { return (*journal)->stats().log_failing; }));
  for (std::uint64_t i = 4000; i < 6000; ++i) serve(i);
  CHECK_STEP(4, lost > 0 && (*journal)->stats().losing && (*journal)->stats().records_lost == lost);
  CHECK_STEP(5, (*journal)->stats().queue_bytes <= settings.queue_bytes_max);
  disk.make_room();
  CHECK_STEP(6, (*journal)->flush(kPatience));
  (*journal)->stop();
  std::uint64_t told = 0;
  std::uint64_t written = 0;
  for (const auto& line : lines_of(state)) {
    told += line.gap_count;
    written += line.kind == "operation" ? 1U : 0U;
  }
  CHECK_STEP(7, told == lost);
  CHECK_STEP(8, written == kept);
  return ::testing::Test::HasFailure() ? 9 : 0;
}

TEST(JournalDisk, FullDisk_StopsNoTraffic_CountsWhatItLost_AndRecoversByItself) {
  const TemporaryDirectory directory;
  const int result = in_child([&] { return survive_a_full_disk(directory.path()); });
  ::umount2(directory.path().c_str(), MNT_DETACH);
  EXPECT_EQ(result, 0);
}

TEST(JournalDisk, Strict_LetsCallersGoOn_AlsoWhileTheDiskHoldsUpTheThread) {
  const TemporaryDirectory state;
  SystemClock clock;
  std::atomic<bool> held{false};
  std::atomic<bool> free{false};
  JournalSettings settings = small_settings(state.path());
  settings.strict_wait_max = 50ms;
  settings.queue_bytes_max = 1 << 20;
  // The thread is caught where it tells of lost records, as it would be in a call to the disk.
  auto journal = Journal::open(settings, clock, [&](JournalAlarm, std::string_view) {
    held = true;
    while (!free) pause_for(1ms);
  });
  ASSERT_TRUE(journal);
  for (std::uint64_t i = 0; !held; ++i) (*journal)->lane(0).end(end_text(i));
  std::atomic<bool> released{false};
  (*journal)->lane(0).end(end_text(1'000'000), [&] { released = true; });
  (*journal)->release_overdue();
  EXPECT_FALSE(released) << "it may wait for a moment";
  std::optional<bool> saved;
  (*journal)->append(end_text(1'000'001), [&](bool is) { saved = is; });
  const bool went_on = eventually([&] {
    (*journal)->release_overdue();
    return released.load();
  });
  EXPECT_TRUE(went_on);
  EXPECT_TRUE(eventually([&] {
    (*journal)->release_overdue();
    return saved.has_value();
  }));
  EXPECT_EQ(saved, false) << "whoever waits for the disk is told that it did not come";
  EXPECT_EQ((*journal)->stats().released_unsaved, 2U);
  EXPECT_FALSE((*journal)->stop_within(20ms)) << "its thread is still held up";
  free = true;
  EXPECT_TRUE((*journal)->stop_within(kPatience));
}

/// A life that ends on a full disk, and a successor that starts on it: nothing of the first is lost.
int start_on_a_full_disk(const std::string& mount_point) {
  SmallDisk disk(mount_point);
  const std::string state = mount_point + "/state";
  const int died = in_child([&] {
    SystemClock clock;
    JournalSettings settings = small_settings(state);
    settings.group_commit = 60s;
    auto journal = Journal::open(settings, clock, nullptr);
    for (std::uint64_t i = 0; i < 20; ++i) (*journal)->lane(0).end(end_text(i));
    ::kill(::getpid(), SIGKILL);
    return 0;
  });
  CHECK_STEP(1, died == 128 + SIGKILL);
  disk.fill();
  SystemClock clock;
  JournalSettings settings = small_settings(state);
  auto journal = Journal::open(settings, clock, nullptr);
  CHECK_STEP(2, journal);
  CHECK_STEP(3, (*journal)->stats().log_failing);
  CHECK_STEP(4, (*journal)->lane(0).end(end_text(100)));
  disk.make_room();
  CHECK_STEP(5, (*journal)->flush(kPatience));
  (*journal)->stop();
  const auto counts = count_operations(lines_of(state));
  CHECK_STEP(6, counts.size() == 21);
  return ::testing::Test::HasFailure() ? 7 : 0;
}

TEST(JournalDisk, StartsOnAFullDisk_AndRecoversThePredecessorWhenThereIsRoom) {
  const TemporaryDirectory directory;
  const int result = in_child([&] { return start_on_a_full_disk(directory.path()); });
  ::umount2(directory.path().c_str(), MNT_DETACH);
  EXPECT_EQ(result, 0);
}

}  // namespace
}  // namespace jurymast::store
