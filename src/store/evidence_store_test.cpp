#include "store/evidence_store.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <future>

#include "store/test_log.hpp"

namespace jurymast::store {
namespace {

EvidenceLine line_of(int number, std::string route = "assistant") {
  return {"id-" + std::to_string(number), "probe", std::move(route), "main", R"({"n":)" + std::to_string(number) + "}"};
}

Result<void> add(EvidenceStore& store, EvidenceLine line) {
  std::promise<Result<void>> promise;
  store.add(std::move(line), [&](Result<void> done) { promise.set_value(std::move(done)); });
  return promise.get_future().get();
}

class EvidenceStoreTest : public ::testing::Test {
 protected:
  std::unique_ptr<EvidenceStore> open() {
    auto store = EvidenceStore::open(directory_.path());
    if (!store) ADD_FAILURE() << store.error().message;
    return store ? std::move(*store) : nullptr;
  }
  std::string file() const { return directory_.path() + "/evidence.db"; }
  testing::TemporaryDirectory directory_;
};

TEST_F(EvidenceStoreTest, KnowsAfterARestartWhatItWasGiven_InOrder) {
  {
    const auto store = open();
    EXPECT_TRUE(store->is_new());
    EXPECT_TRUE(store->take_loaded().empty());
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(add(*store, line_of(i)));
  }
  const auto store = open();
  EXPECT_FALSE(store->is_new());
  EXPECT_EQ(store->take_loaded(), (std::vector<EvidenceLine>{line_of(0), line_of(1), line_of(2)}));
}

TEST_F(EvidenceStoreTest, TakesALineOnce) {
  {
    const auto store = open();
    EXPECT_TRUE(add(*store, line_of(1)));
    EXPECT_TRUE(add(*store, line_of(1)));
  }
  EXPECT_EQ(open()->take_loaded().size(), 1u);
}

TEST_F(EvidenceStoreTest, ForgetsTheOldestOfASubject_AndOfNoOther) {
  {
    const auto store = open();
    EXPECT_TRUE(add(*store, line_of(0, "other")));
    for (int i = 1; i <= kEvidenceLinesMax + 2; ++i) EXPECT_TRUE(add(*store, line_of(i)));
  }
  const auto loaded = open()->take_loaded();
  ASSERT_EQ(loaded.size(), static_cast<std::size_t>(kEvidenceLinesMax) + 1);
  EXPECT_EQ(loaded[0], line_of(0, "other"));
  EXPECT_EQ(loaded[1], line_of(3));
}

TEST_F(EvidenceStoreTest, IsReadByItsOwnerAlone) {
  const auto store = open();
  EXPECT_TRUE(add(*store, line_of(1)));
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat facts{};
    ASSERT_EQ(stat((file() + suffix).c_str(), &facts), 0) << suffix;
    EXPECT_EQ(facts.st_mode & 0777U, 0600U) << suffix;
  }
}

TEST_F(EvidenceStoreTest, RefusesAFileThatIsNoDatabase) {
  std::ofstream(file()) << "this is no database, whatever its name says, and it is long enough to be looked at as one";
  const auto store = EvidenceStore::open(directory_.path());
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Code::Corrupt);
  EXPECT_NE(store.error().message.find(file()), std::string::npos);
}

TEST_F(EvidenceStoreTest, RefusesTheFileOfALaterVersion) {
  open();
  {
    auto database = Sqlite::open(file());
    ASSERT_TRUE(database);
    ASSERT_TRUE(database->execute("PRAGMA user_version = 99"));
  }
  const auto store = EvidenceStore::open(directory_.path());
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Code::Invalid);
}

TEST_F(EvidenceStoreTest, TellsThatADiskTakesNothing) {
  const auto store = open();
  auto other = Sqlite::open(file());
  ASSERT_TRUE(other);
  // Another writer that does not let go is a disk that does not answer, as far as anybody can tell.
  ASSERT_TRUE(other->execute("BEGIN IMMEDIATE"));
  const auto refused = add(*store, line_of(1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::Unavailable);
  ASSERT_TRUE(other->execute("ROLLBACK"));
  EXPECT_TRUE(add(*store, line_of(1)));
}

}  // namespace
}  // namespace jurymast::store
