#include "app/check_command.hpp"

#include <gtest/gtest.h>

#include <array>

#include "config/fake_secrets.hpp"

namespace jurymast::app {
namespace {

struct Ran {
  int exit;
  std::string out;
};

Ran run(const CheckOptions& options) {
  config::FakeSecrets secrets;
  std::FILE* out = std::tmpfile();
  const int exit = run_check(options, secrets, out);
  std::rewind(out);
  std::string text;
  std::array<char, 4096> buffer{};
  while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), out)) text.append(buffer.data(), got);
  std::fclose(out);
  return {exit, text};
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
