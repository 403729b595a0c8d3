#include "store/token_file.hpp"

#include <sys/stat.h>

#include <thread>
#include <vector>

#include "store/test_log.hpp"

namespace jurymast::store {
namespace {

unsigned mode_of(const std::string& path) {
  struct stat about{};
  return ::stat(path.c_str(), &about) == 0 ? about.st_mode & 0777U : 0;
}

TEST(TokenFile, IsEmptyAtFirst_AndReadableByItsOwnerAlone) {
  const testing::TemporaryDirectory state;
  EXPECT_EQ(load_token_file(state.path()).value_or("?"), "");
  ASSERT_TRUE(change_token_file(state.path(), [](const std::string& text) { return text + "a line\n"; }));
  EXPECT_EQ(load_token_file(state.path()).value_or("?"), "a line\n");
  EXPECT_EQ(mode_of(token_file(state.path())), 0600U);
  ::chmod(token_file(state.path()).c_str(), 0640);
  const auto read = load_token_file(state.path());
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::Denied);
  EXPECT_NE(read.error().message.find("chmod 600"), std::string::npos);
}

TEST(TokenFile, IsLeftAsItIs_WhereAChangeFails) {
  const testing::TemporaryDirectory state;
  ASSERT_TRUE(change_token_file(state.path(), [](const std::string&) { return "one\n"; }));
  const auto changed =
      change_token_file(state.path(), [](const std::string&) -> Result<std::string> { return fail(Code::Exists, "no"); });
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code, Code::Exists);
  EXPECT_EQ(load_token_file(state.path()).value_or("?"), "one\n");
}

TEST(TokenFile, LosesNoChange_OfManyAtOnce) {
  const testing::TemporaryDirectory state;
  constexpr int kWriters = 8;
  constexpr int kChanges = 5;
  std::vector<std::thread> writers;
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back([&state] {
      for (int j = 0; j < kChanges; ++j) (void)change_token_file(state.path(), [](const std::string& text) { return text + "x"; });
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(load_token_file(state.path()).value_or("?"), std::string(kWriters * kChanges, 'x'));
}

TEST(LocalToken, IsMadeOnce_AndReadableByItsOwnerAlone) {
  const testing::TemporaryDirectory state;
  EXPECT_EQ(load_local_token(state.path()).error().code, Code::NotFound);
  const auto made = load_or_create_local_token(state.path());
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(mode_of(state.path() + "/admin.token"), 0600U);
  const auto again = load_or_create_local_token(state.path());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->reveal(), made->reveal());
  ASSERT_TRUE(draw_token());
  EXPECT_NE(draw_token()->reveal(), made->reveal());
}

TEST(LocalToken, OfAnotherForm_IsRefusedWithTheRemedy) {
  const testing::TemporaryDirectory state;
  std::ofstream(state.path() + "/admin.token") << "short\n";
  ::chmod((state.path() + "/admin.token").c_str(), 0600);
  const auto read = load_or_create_local_token(state.path());
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::Corrupt);
  EXPECT_NE(read.error().message.find("delete it"), std::string::npos);
}

}  // namespace
}  // namespace jurymast::store
