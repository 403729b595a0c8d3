#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "base/failure_class.hpp"
#include "policy/classify.hpp"
#include "policy/failure_modes.hpp"
#include "wire/answer_facts.hpp"
#include "wire/content_kind.hpp"
#include "wire/error_facts.hpp"

/// Each file is one response as a provider sends it, with the class that it must be given. The bytes go the way they go in the
/// gateway: content type, reader, classifier.
namespace jurymast {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const fs::path kRoot = JURYMAST_SOURCE_DIR;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fs::path> cases() {
  std::vector<fs::path> found;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(kRoot / "tests/golden/classify")) {
    if (entry.path().extension() == ".json") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string body_of(const json& file) { return file.contains("text") ? file["text"].get<std::string>() : file["body"].dump(); }

FailureClass class_of(const json& file) {
  const auto status = file["status"].get<int>();
  const auto content_type = file["content_type"].get<std::string>();
  wire::HeaderFields fields;
  if (!content_type.empty()) fields.push({"content-type", content_type});
  const wire::ContentKind content = wire::content_kind_of(fields);
  const Family family = family_named(file.value("family", "chat_completions")).value();
  const wire::PaddedString body(body_of(file));
  wire::JsonScratch scratch;
  if (status == 200 && content == wire::ContentKind::Json) {
    return policy::classify_answer(wire::read_answer(family, body.padded(), scratch), content, false);
  }
  const wire::ErrorBody error = wire::read_error_body(body.padded(), scratch);
  policy::ResponseFacts facts;
  facts.status = status;
  facts.content = content;
  facts.html = content == wire::ContentKind::Html;
  facts.body_parsed = error.parsed;
  facts.error = error.facts;
  facts.stateful = file.value("stateful", false);
  return policy::classify_error(facts);
}

TEST(ClassifyGolden, GivesEachProvidersResponseItsClass) {
  for (const fs::path& path : cases()) {
    SCOPED_TRACE(path.lexically_relative(kRoot).string());
    const json file = json::parse(read_file(path), nullptr, false);
    ASSERT_FALSE(file.is_discarded());
    EXPECT_EQ(name_of(class_of(file)), file["expected"].get<std::string>());
  }
}

TEST(ClassifyGolden, KnowsEveryDialect_AndEveryClassThatAResponseCanHave) {
  std::set<std::string> dialects;
  std::set<std::string> classes;
  for (const fs::path& path : cases()) {
    dialects.insert(path.parent_path().filename());
    classes.insert(json::parse(read_file(path))["expected"].get<std::string>());
  }
  EXPECT_EQ(dialects.size(), 10U);
  for (const char* const name :
       {"ok", "auth", "permission", "invalid_request", "model_not_found", "wrong_surface", "context_length", "content_policy",
        "state_missing", "rate_limited", "quota_exhausted", "overloaded", "upstream_error", "truncated", "malformed", "empty",
        "contract_mismatch", "ambiguous"}) {
    EXPECT_TRUE(classes.contains(name)) << name;
  }
}

TEST(FailureModesPage, IsWhatTheTableSays) {
  const fs::path page = kRoot / "docs/failure-modes.md";
  const std::string rendered = policy::render_failure_modes();
  // NOLINTNEXTLINE(concurrency-mt-unsafe): read once, before any thread.
  if (std::getenv("GOLDEN_UPDATE") != nullptr) std::ofstream(page, std::ios::binary) << rendered;
  EXPECT_TRUE(read_file(page) == rendered) << page << " is stale; run the tests with GOLDEN_UPDATE=1 and review the difference";
}

}  // namespace
}  // namespace jurymast
