#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "record/golden_probe.hpp"
#include "record/rendering.hpp"
#include "record/shape.hpp"
#include "record/test_views.hpp"

namespace jurymast::record {
namespace {

using Json = nlohmann::json;

/// The paths of all members of a record; what stands in a list or below labels counts once.
void paths_of(const Json& json, const std::string& before, std::set<std::string>& paths) {
  if (json.is_array()) {
    for (const Json& item : json) paths_of(item, before, paths);
  }
  if (!json.is_object()) return;
  for (const auto& [name, value] : json.items()) {
    paths.insert(before + name);
    paths_of(value, before + name + ".", paths);
  }
}

void paths_of(const std::vector<Member>& members, const std::string& before, std::set<std::string>& paths) {
  for (const Member& member : members) {
    paths.insert(before + std::string(member.name));
    paths_of(member.members, before + std::string(member.name) + ".", paths);
  }
}

TEST(OperationShape, IsWhatTheLongestOperationHolds) {
  const std::string name = "name";
  Operation longest = testing::longest(name);
  longest.shape.parsed = longest.shape.id_present = false;
  std::set<std::string> written{};
  paths_of(Json::parse(render(longest)), "", written);
  longest.model_requested = longest.shape.model_returned = "no model's name";
  paths_of(Json::parse(render(longest)), "", written);
  written.erase("v");
  written.erase("kind");
  std::set<std::string> told;
  paths_of(kind_shapes().front().members, "", told);
  EXPECT_EQ(written, told);
}

TEST(Shapes, TellEveryWordThatIsLeftOutWithAMeaning) {
  std::set<std::string_view> kinds;
  for (const KindShape& shape : kind_shapes()) {
    EXPECT_TRUE(kinds.insert(shape.kind).second) << shape.kind;
    for (const Member& member : shape.members) {
      EXPECT_FALSE(member.meaning.empty()) << shape.kind << ' ' << member.name;
      const bool closed = member.type == MemberType::Word || member.type == MemberType::Words;
      EXPECT_EQ(closed, !member.words.empty()) << shape.kind << ' ' << member.name;
    }
  }
}

TEST(Schemas, AreTheTablesOfTheCode) {
  for (const KindShape& shape : kind_shapes()) {
    testing::expect_golden(kind_schema(shape), "docs/schema/" + std::string(shape.kind) + ".schema.json");
  }
  for (std::size_t i = 0; i < kTemplateNames.size(); ++i) {
    testing::expect_golden(template_schema(static_cast<Template>(i)),
                           "docs/schema/template-" + std::string(kTemplateNames[i]) + ".schema.json");
  }
}

TEST(MembersPage, IsTheTablesOfTheCode) { testing::expect_golden(members_page(), "docs/record-members.md"); }

}  // namespace
}  // namespace jurymast::record
