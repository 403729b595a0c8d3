#include "store/sqlite/sqlite_evidence.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "store/test_evidence_contract.hpp"
#include "store/test_log.hpp"

namespace jurymast::store::testing {
namespace {

class SqliteMedium final : public VersionedMedium {
 public:
  Result<std::unique_ptr<EvidenceStore>> open() override { return open_evidence_store(directory_.path()); }
  std::unique_ptr<EvidenceMedium> after_a_crash() override {
    auto left = std::make_unique<SqliteMedium>();
    // The shared index is memory, and gone with the power.
    for (const char* suffix : {"", "-wal"}) std::filesystem::copy_file(file() + suffix, left->file() + suffix);
    return left;
  }
  /// Nothing may be written beyond the first byte of any file, as on a disk without room.
  void take_nothing() override {
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before_), 0);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit nothing{.rlim_cur = 0, .rlim_max = before_.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &nothing), 0);
  }
  void take_again() override {
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before_), 0);
    std::signal(SIGXFSZ, handler_);
  }
  /// Another writer that does not let go is a disk that does not answer, as far as anybody can tell.
  void hang() override {
    other_.emplace(std::move(*Sqlite::open(file())));
    ASSERT_TRUE(other_->execute("BEGIN IMMEDIATE"));
  }
  void go_on() override { other_.reset(); }
  void become_later() override { ASSERT_TRUE(Sqlite::open(file())->execute("PRAGMA user_version = 99")); }
  void become_foreign() override {
    std::ofstream(file()) << "this is no database, whatever its name says, and it is long enough to be looked at as one";
  }
  std::string file() const { return directory_.path() + "/evidence.db"; }

 private:
  TemporaryDirectory directory_;
  std::optional<Sqlite> other_;
  rlimit before_{};
  void (*handler_)(int) = SIG_DFL;
};

INSTANTIATE_TEST_SUITE_P(Sqlite, EvidenceContract,
                         ::testing::Values([]() -> std::unique_ptr<EvidenceMedium> { return std::make_unique<SqliteMedium>(); }));
INSTANTIATE_TEST_SUITE_P(Sqlite, EvidenceVersions,
                         ::testing::Values([]() -> std::unique_ptr<VersionedMedium> { return std::make_unique<SqliteMedium>(); }));

class SqliteEvidenceTest : public ::testing::Test {
 protected:
  std::string file() const { return directory_.path() + "/evidence.db"; }
  TemporaryDirectory directory_;
};

TEST_F(SqliteEvidenceTest, IsReadByItsOwnerAlone) {
  const auto store = *open_evidence_store(directory_.path());
  EXPECT_TRUE(add(*store, line_of(1)));
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat facts{};
    ASSERT_EQ(stat((file() + suffix).c_str(), &facts), 0) << suffix;
    EXPECT_EQ(facts.st_mode & 0777U, 0600U) << suffix;
  }
}

TEST_F(SqliteEvidenceTest, NamesTheFileThatItCannotUse) {
  std::ofstream(file()) << "this is no database, whatever its name says, and it is long enough to be looked at as one";
  EXPECT_NE(open_evidence_store(directory_.path()).error().message.find(file()), std::string::npos);
  const auto nowhere = open_evidence_store(directory_.path() + "/nowhere");
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().code, Code::Unavailable);
  EXPECT_NE(nowhere.error().message.find("/nowhere/evidence.db"), std::string::npos);
}

/// Opens as somebody who may read the directory and not write it; what becomes of that, as an exit code.
int open_without_rights(const std::string& state_directory) {
  constexpr uid_t kNobody = 65534;
  if (::geteuid() == 0 && ::seteuid(kNobody) != 0) return 3;
  const auto store = open_evidence_store(state_directory);
  if (store) return 1;
  return store.error().code == Code::Unavailable && store.error().message.find("cannot be opened for writing") != std::string::npos
             ? 0
             : 2;
}

TEST_F(SqliteEvidenceTest, SaysThatAReadOnlyDirectoryTakesNothing_AndKeepsWhatIsThere) {
  EXPECT_TRUE(add(**open_evidence_store(directory_.path()), line_of(1)));
  ASSERT_EQ(::chmod(file().c_str(), 0444), 0);
  ASSERT_EQ(::chmod(directory_.path().c_str(), 0555), 0);
  const pid_t child = ::fork();
  if (child == 0) ::_exit(open_without_rights(directory_.path()));
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  ASSERT_EQ(::chmod(directory_.path().c_str(), 0700), 0);
  ASSERT_EQ(::chmod(file().c_str(), 0600), 0);
  EXPECT_EQ((*open_evidence_store(directory_.path()))->take_loaded(), std::vector<EvidenceLine>{line_of(1)});
}

/// The first version of the file, as it was written then.
constexpr const char* kFirstVersion = R"(
  CREATE TABLE evidence (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    route TEXT NOT NULL,
    target TEXT NOT NULL,
    record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX evidence_by_subject ON evidence (kind, route, target, number);
  INSERT INTO evidence (id, kind, route, target, record) VALUES
    ('id-1', 'probe', 'assistant', 'main', '{"n":1}'), ('id-2', 'probe', 'assistant', 'main', '{"n":2}');
  PRAGMA user_version = 1)";

TEST_F(SqliteEvidenceTest, BringsAFileOfTheFirstVersionUpToThisOne_WithWhatItHolds) {
  ASSERT_TRUE(Sqlite::open(file())->execute(kFirstVersion));
  const auto store = *open_evidence_store(directory_.path());
  EXPECT_FALSE(store->is_new());
  EXPECT_EQ(store->take_loaded(), (std::vector<EvidenceLine>{line_of(1), line_of(2)}));
  EXPECT_FALSE(store->minutes_reached());
  EXPECT_TRUE(add(*store, MinuteBatch{.rows = {}, .last_seq = 1, .counted_to = 11}));
  EXPECT_TRUE(add(*store, line_of(3)));
}

TEST_F(SqliteEvidenceTest, AStepThatFailsLeavesTheVersionBeforeIt_Whole) {
  constexpr std::array<std::string_view, 2> kSteps{"CREATE TABLE one (a INTEGER)",
                                                   "CREATE TABLE two (a INTEGER); CREATE TABLE one (b INTEGER)"};
  EXPECT_FALSE(Sqlite::open(file())->migrate(kSteps));
  auto database = *Sqlite::open(file());
  EXPECT_EQ(database.schema_version(), 1U);
  EXPECT_EQ(database.has_table("one"), true);
  EXPECT_EQ(database.has_table("two"), false);
}

TEST_F(SqliteEvidenceTest, WhatAProcessWasToldIsDurableIsThereAfterItsDeath) {
  const pid_t child = ::fork();
  if (child == 0) {
    const auto store = open_evidence_store(directory_.path());
    for (int i = 0; i < 5; ++i) {
      if (!add(**store, line_of(i))) ::_exit(1);
    }
    ::_exit(0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  EXPECT_EQ((*open_evidence_store(directory_.path()))->take_loaded().size(), 5U);
}

}  // namespace
}  // namespace jurymast::store::testing
