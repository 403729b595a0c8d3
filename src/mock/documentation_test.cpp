#include "mock/documentation.hpp"

#include <gtest/gtest.h>

#include "mock/plan_probe.hpp"

namespace jurymast::mock {
namespace {

std::string body_at(const Documentation& documentation, std::string_view path) {
  const auto answer = documentation.answer(path);
  return answer ? answer->body : std::string();
}

TEST(Documentation, HasAPageForEachFamilyAndTwoIndexes) {
  const Documentation documentation;
  EXPECT_NE(body_at(documentation, "/docs/chat").find("POST /v1/chat/completions"), std::string::npos);
  EXPECT_NE(body_at(documentation, "/docs/responses").find("POST /v1/responses"), std::string::npos);
  EXPECT_NE(body_at(documentation, "/docs/").find("href=\"/docs/chat\""), std::string::npos);
  EXPECT_NE(body_at(documentation, "/llms.txt").find("(/docs/responses)"), std::string::npos);
  EXPECT_FALSE(documentation.answer("/docs/other"));
}

TEST(Documentation, IsTheSameUntilItIsChanged_AndAfterItIsRestored) {
  Documentation documentation;
  const std::string before = body_at(documentation, "/docs/chat");
  ASSERT_TRUE(documentation.change({.page = "/docs/chat", .note = "A <second> path."}));
  EXPECT_NE(body_at(documentation, "/docs/chat").find("<p>A &lt;second> path.</p>"), std::string::npos);
  EXPECT_EQ(body_at(documentation, "/docs/responses"), body_at(Documentation(), "/docs/responses"));
  documentation.restore();
  EXPECT_EQ(body_at(documentation, "/docs/chat"), before);
}

TEST(Documentation, PagesAreRemovedAndUnlisted) {
  Documentation documentation;
  ASSERT_TRUE(documentation.change({.page = "/docs/chat", .removed = true}));
  EXPECT_EQ(documentation.answer("/docs/chat")->status, 404);
  ASSERT_TRUE(documentation.change({.page = "/docs/chat", .unlisted = true}));
  EXPECT_EQ(documentation.answer("/docs/chat")->status, 200);
  EXPECT_EQ(body_at(documentation, "/llms.txt").find("/docs/chat"), std::string::npos);
  EXPECT_FALSE(documentation.change({.page = "/docs/none"}));
  EXPECT_FALSE(documentation.change({.page = "/docs/chat", .note = std::string(kPageNoteBytesMax + 1, 'x')}));
}

TEST(Documentation, IsServedWithoutAKey_AndFailsByRule) {
  ApiSettings settings;
  settings.require_key = true;
  probe::Bench bench(settings);
  EXPECT_EQ(bench.ask("GET", "/docs/chat", "").plan.status, 200);
  EXPECT_EQ(bench.ask("POST", "/docs/chat", "").plan.status, 401);
  FaultRule rule;
  rule.path = "/docs/*";
  rule.fault = *parse_fault("301");
  settings.rules = {rule};
  EXPECT_EQ(probe::Bench(settings).ask("GET", "/docs/chat", "").plan.status, 301);
}

}  // namespace
}  // namespace jurymast::mock
