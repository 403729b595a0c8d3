#include "app/check_command.hpp"

#include <gtest/gtest.h>

#include "app/test_command.hpp"
#include "config/fake_secrets.hpp"

namespace jurymast::app {
namespace {

using testing::Ran;

Ran run(const CheckOptions& options) {
  config::FakeSecrets secrets;
  return testing::run_captured([&](std::FILE* out, std::FILE*) { return run_check(options, secrets, out); });
}

const std::string kGolden = std::string(JURYMAST_SOURCE_DIR) + "/tests/golden/config/";

TEST(CheckCommand, PassesWithASummaryOfEachRoute) {
  const Ran ran = run({.config = kGolden + "valid-minimal.toml"});
  EXPECT_EQ(ran.exit, 0);
  EXPECT_NE(ran.out.find("route assistant (chat_completions): main → spare"), std::string::npos) << ran.out;
  EXPECT_EQ(ran.out.find("# default"), std::string::npos);
}

TEST(CheckCommand, ExplainsEveryValueWhenAsked) {
  EXPECT_NE(run({.config = kGolden + "valid-minimal.toml", .explain = true}).out.find("# default"), std::string::npos);
}

TEST(CheckCommand, FailsStrictlyWhereWhatAnIncidentTurnsOnIsImplicit) {
  const Ran text = run({.config = kGolden + "valid-minimal.toml", .strict = true});
  EXPECT_EQ(text.exit, 2);
  EXPECT_NE(text.out.find("routes.assistant.retry.attempts: left to its default (3)"), std::string::npos) << text.out;
  EXPECT_EQ(text.out.find("routes.assistant.fallback: left"), std::string::npos) << text.out;
  EXPECT_NE(run({.config = kGolden + "valid-minimal.toml", .strict = true, .json = true}).out.find("\"ok\": false"),
            std::string::npos);
}

TEST(CheckCommand, FailsWithEveryErrorInBothForms) {
  const std::string file = kGolden + "invalid-many-at-once.toml";
  const Ran text = run({.config = file});
  EXPECT_EQ(text.exit, 2);
  EXPECT_NE(text.out.find("4 errors"), std::string::npos) << text.out;
  const Ran json = run({.config = file, .json = true});
  EXPECT_EQ(json.exit, 2);
  EXPECT_NE(json.out.find("\"ok\": false"), std::string::npos);
}

TEST(CheckCommand, NamesAFileItCannotRead) {
  const Ran ran = run({.config = "/nowhere/jurymast.toml"});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_EQ(ran.out,
            "/nowhere/jurymast.toml: No such file or directory — name the configuration with --config FILE\n"
            "/nowhere/jurymast.toml: 1 error\n");
}

}  // namespace
}  // namespace jurymast::app
