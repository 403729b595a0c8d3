#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "wire/body_overrides.hpp"
#include "wire/prompt_probe.hpp"

/// Each directory is one change of one body: `body.json`, `change.json` with the change and its report, and `expected.json`.
namespace jurymast::wire {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const fs::path kCases = fs::path(JURYMAST_SOURCE_DIR) / "tests/golden/prompt";

std::string contents(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Compares with the file; GOLDEN_UPDATE=1 rewrites it instead.
void expect_golden(std::string_view actual, const fs::path& path) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): read once, before any thread.
  if (std::getenv("GOLDEN_UPDATE") != nullptr) std::ofstream(path, std::ios::binary) << actual;
  EXPECT_EQ(actual, contents(path)) << path << " differs; GOLDEN_UPDATE=1 rewrites it";
}

std::vector<fs::path> cases() {
  std::vector<fs::path> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(kCases)) found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

template <class T>
std::optional<T> member(const json& object, const char* name) {
  return object.contains(name) ? std::optional(object[name].get<T>()) : std::nullopt;
}

TokenLimitMember token_limit_member(const json& object) {
  return token_limit_member_named(object.value("token_limit_member", "max_completion_tokens")).value();
}

PromptEdit edit_of(const json& edit) {
  return {.system_text = member<std::string>(edit, "system_text"),
          .corrective_text = member<std::string>(edit, "corrective_text"),
          .turns_max = member<std::size_t>(edit, "turns_max"),
          .input_tokens_max = member<std::uint64_t>(edit, "input_tokens_max"),
          .drop_optional_tools = edit.value("drop_optional_tools", false),
          .token_limit = member<std::uint64_t>(edit, "token_limit"),
          .token_limit_member = token_limit_member(edit)};
}

/// What differs from a report of nothing.
json to_json(const PromptEditReport& report) {
  json changes = json::object();
  if (report.turns_dropped > 0) changes["turns_dropped"] = report.turns_dropped;
  if (report.tools_dropped > 0) changes["tools_dropped"] = report.tools_dropped;
  if (report.tools_required) changes["tools_required"] = true;
  if (!report.turn_limits_hold) changes["turn_limits_hold"] = false;
  if (report.token_limit_set) changes["token_limit_set"] = true;
  if (report.system_replaced) changes["system_replaced"] = true;
  if (report.corrective_added) changes["corrective_added"] = true;
  return changes;
}

BodyOverrides overrides_of(const json& object) {
  BodyOverrides overrides;
  if (object.contains("token_limit_member")) overrides.token_limit_member = token_limit_member(object);
  const json set = object.value("set", json::object());
  for (const auto& [name, value] : set.items()) {
    overrides.set.push_back({name, value.get<std::string>()});
  }
  overrides.remove = object.value("remove", std::vector<std::string>());
  return overrides;
}

json to_json(const AdaptationCounts& counts) {
  json changes = json::object();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) changes[std::string(kAdaptationNames[i])] = counts[i];
  }
  return changes;
}

/// Makes the change, expects its report and gives the body.
std::string changed(const json& change, Family family, const std::string& body) {
  JsonScratch scratch;
  const PaddedString padded(body);
  if (change.contains("overrides")) {
    const BodyOverrides overrides = overrides_of(change["overrides"]);
    EXPECT_TRUE(check_overrides(overrides));
    const Result<AdaptedBody> adapted = adapt_body(padded.padded(), overrides, scratch);
    if (!adapted) return adapted.error().message;
    EXPECT_EQ(to_json(adapted->adaptations), change["report"]);
    return std::string(adapted->body.padded().text);
  }
  const PromptEdit edit = edit_of(change["edit"]);
  EXPECT_TRUE(check_prompt_edit(edit));
  const Result<EditedPrompt> edited = edit_prompt(family, padded.padded(), edit, scratch);
  if (!edited) return edited.error().message;
  EXPECT_EQ(to_json(edited->report), change["report"]);
  EXPECT_EQ(edited->report.bytes_before, body.size());
  EXPECT_EQ(edited->report.bytes_after, edited->body.padded().text.size());
  return std::string(edited->body.padded().text);
}

TEST(PromptGolden, MakesEachChangeAndLeavesEveryOtherByte) {
  for (const fs::path& path : cases()) {
    SCOPED_TRACE(path.filename().string());
    const json change = json::parse(contents(path / "change.json"), nullptr, false);
    ASSERT_FALSE(change.is_discarded());
    const Family family = family_named(change["family"].get<std::string>()).value();
    const std::string result = changed(change, family, contents(path / "body.json"));
    expect_golden(result, path / "expected.json");
    EXPECT_TRUE(probe::is_request(family, result));
    EXPECT_FALSE(probe::gives_a_member_twice(result));
  }
}

TEST(PromptGolden, KnowsBothFamiliesAndBothChanges) {
  std::map<std::string, int> seen;
  for (const fs::path& path : cases()) {
    const json change = json::parse(contents(path / "change.json"));
    ++seen[change["family"].get<std::string>()];
    ++seen[change.contains("overrides") ? "overrides" : "edit"];
  }
  EXPECT_GE(seen["chat_completions"], 15);
  EXPECT_GE(seen["responses"], 10);
  EXPECT_GE(seen["overrides"], 3);
  EXPECT_GE(seen["edit"], 22);
}

}  // namespace
}  // namespace jurymast::wire
